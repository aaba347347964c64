import type { Carried } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, describe, isWhole, quote } from "../options/messages.js";
import {
  countsOf,
  readCarried,
  readCount,
  readEntries,
  readShape,
  readSteps,
  requireSame,
  type SavedCounts,
  type Whence,
  writeCarried,
} from "./entries.js";
import type { Metadata } from "./header.js";
import { writeHyperparameters } from "./hyperparameters.js";
import { readJson, writeJson } from "./json.js";
import { matricesOf } from "./matrices.js";
import { readRanges, readShard, writeRanges, type WhoseShard } from "./ranges.js";
import { seedsOf } from "./seeds.js";

export const FORMAT = "optim-wasm";
export const VERSION = "2";
/** What a file says whose parameters hold the point to evaluate. */
const MODE = "eval";

/** What an optimizer goes on from, as plain data, but for the numbers of its state. */
export interface Saved {
  readonly whence: Whence;
  /** The parameters that have state. */
  readonly shapes: readonly Shape[];
  readonly counts: SavedCounts;
  /** How many steps each has made; all of them where it is left out. */
  readonly steps: ReadonlyMap<string, number> | undefined;
  /** What each carries beside them, where the rule carries anything. */
  readonly carried: ReadonlyMap<string, Carried> | undefined;
  /** Whether parameters hold the point to evaluate, and what is put aside of them is kept. */
  readonly evaluating?: boolean;
  /** For the base and each group: options by name, null where a schedule gave them. */
  readonly options: unknown;
  /** Alike, the state of schedules that have one. */
  readonly schedules: unknown;
  /** The seeds of passes, where any had one. */
  readonly seeds?: unknown;
  /** The shapes of matrices by name, where the rule asks for any. */
  readonly matrices?: unknown;
  /** Whether a group's options are those of its own; else it has the base's too. */
  readonly own: boolean;
  /** Whether what has accumulated nothing is there nonetheless, as zeros. */
  readonly zeros: boolean;
}

/** The metadata of a file. */
export function writeSaved(
  { title, hyper, store, counts, evaluating }: Internals,
  shard?: WhoseShard,
): Record<string, string> {
  const { options, schedules } = writeHyperparameters(hyper);
  const { seeds } = seedsOf(hyper);
  const { matrices } = matricesOf(store.tensors.values());
  const byName = (what: (tensor: Tensor) => unknown) =>
    JSON.stringify(Object.fromEntries([...store.tensors].map(([name, tensor]) => [name, what(tensor)])));
  return {
    format: FORMAT,
    version: VERSION,
    optimizer: title,
    ...countsOf((count) => String(counts[count])),
    parameters: byName(({ element, length }) => [`F${8 * element}`, length]),
    steps: byName(({ clock }) => clock.steps),
    ...writeRanges(store.tensors.values(), shard),
    ...(evaluating && { mode: MODE }),
    ...(store.layout.carried && { carried: byName(({ clock }) => writeCarried(clock.carried)) }),
    options: writeJson("options", options),
    schedules: writeJson("schedules", schedules),
    ...(seeds && { seeds: writeJson("seeds", seeds) }),
    ...(matrices && { matrices: writeJson("matrices", matrices) }),
  };
}

/** What the metadata of a file says. A file of something else is refused by what it is. */
export function readSaved(
  metadata: Metadata,
  { title, store, evaluating }: Pick<Internals, "title" | "store" | "evaluating">,
): Saved {
  const whence = "the file";
  const version = requireFormat(metadata);
  requireSame("optimizer", describe(metadata.get("optimizer")), quote(title), whence);
  const first = version === "1";
  const shapes = readParameters(metadata);
  const json = (name: string) => readJson(name, metadata.get(name));
  return {
    whence,
    counts: countsOf((name) => readCount(name, numberOf(metadata.get(name)), whence)),
    shapes,
    steps: first ? undefined : readSteps(json("steps"), shapes, whence),
    carried: store.layout.carried && readCarried(json("carried"), shapes, store.layout.carried, whence),
    evaluating: evaluating !== undefined && readMode(metadata.get("mode")),
    options: json("options"),
    schedules: json("schedules"),
    ...(metadata.has("seeds") && { seeds: json("seeds") }),
    ...(metadata.has("matrices") && { matrices: json("matrices") }),
    own: !first,
    zeros: first,
  };
}

/** The version of an optimizer's file; throws for another file. */
export function requireFormat(metadata: Metadata): string {
  const format = metadata.get("format");
  if (format !== FORMAT)
    throw new RangeError(
      `this is a safetensors file of a model, not of an optimizer, as its format is ${describe(format)}: decode(bytes) reads it`,
    );
  const version = metadata.get("version");
  if (version !== "1" && version !== VERSION)
    throw new RangeError(
      `version is ${describe(version)} in the file, 1 and ${VERSION} can be read here: update optim-wasm`,
    );
  return version;
}

/** Throws for a file of a part, where it comes in pieces: others are to be read with it. */
export function requireNoPart(metadata: Metadata): void {
  const shard = readShard(metadata, "the file");
  const ranges = readRanges(metadata, "the file");
  const part = readParameters(metadata).find(({ name, length }) => (ranges?.get(name)?.[1] ?? length) !== length);
  if (part === undefined && (shard === undefined || shard.size === 1)) return;
  const whose = shard ? `rank ${shard.rank} of ${shard.size}` : `a shard`;
  throw new RangeError(
    `the file is that of ${whose}, and came in pieces: give it as one Uint8Array, in a list with the files of all ranks`,
  );
}

function readMode(mode: string | undefined): boolean {
  return mode === undefined || mode === MODE
    ? mode === MODE
    : complain("mode in the file", quote(MODE), mode, RangeError);
}

export function readParameters(metadata: Metadata): Shape[] {
  return readEntries("parameters", readJson("parameters", metadata.get("parameters")), "the file").map(
    ([name, given]) => {
      const shape = Array.isArray(given) ? readShape(name, given, ["F32", "F64"]) : undefined;
      const shown = JSON.stringify(given).slice(0, 100);
      return shape ?? complain(`${quote(name)} in the file`, '["F32" or "F64", length]', shown, RangeError);
    },
  );
}

/** A count as text, as it is written; another text as it is. */
export function numberOf(text: string | undefined): unknown {
  const count = Number(text);
  return isWhole(count) && String(count) === text ? count : text;
}
