import type { Carried } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, describe, isObject, isWhole, quote, requireSame, WHOLE } from "../options/messages.js";
import type { Counts } from "../step/stepper.js";
import type { Metadata } from "./header.js";
import { writeHyperparameters } from "./hyperparameters.js";
import { readJson, writeJson } from "./json.js";

const FORMAT = "optim-wasm";
const VERSION = "2";
const COUNTS = ["iterations", "skipped", "microSteps"] as const;

/** What an optimizer goes on from, as plain data, but for the numbers of its state. */
export interface Saved {
  /** The parameters that have state. */
  readonly shapes: readonly Shape[];
  readonly counts: Pick<Counts, (typeof COUNTS)[number]>;
  /** How many steps each has made; all of them where it is left out. */
  readonly steps?: ReadonlyMap<string, number> | undefined;
  /** What each carries beside them, where the rule carries anything. */
  readonly carried?: ReadonlyMap<string, Carried> | undefined;
  /** For the base and each group: options by name, null where a schedule gave them. */
  readonly options: unknown;
  /** Alike, the state of schedules that have one. */
  readonly schedules?: unknown;
  /** Whether a group's options are those of its own; else it has the base's too. */
  readonly own?: boolean | undefined;
  /** Whether what has accumulated nothing is there nonetheless, as zeros. */
  readonly zeros?: boolean | undefined;
}

/** The metadata of a file. */
export function writeSaved({ title, hyper, store, counts }: Internals): Record<string, string> {
  const { options, schedules } = writeHyperparameters(hyper);
  const byName = (what: (tensor: Tensor) => unknown) =>
    JSON.stringify(Object.fromEntries([...store.tensors].map(([name, tensor]) => [name, what(tensor)])));
  return {
    format: FORMAT,
    version: VERSION,
    optimizer: title,
    ...Object.fromEntries(COUNTS.map((count) => [count, String(counts[count])])),
    parameters: byName(({ element, length }) => [`F${8 * element}`, length]),
    steps: byName(({ steps }) => steps),
    ...(store.carried && { carried: byName(({ clock }) => clock.carried) }),
    options: writeJson("options", options),
    schedules: writeJson("schedules", schedules),
  };
}

/** What the metadata of a file says. A file of something else is refused by what it is. */
export function readSaved(metadata: Metadata, { title, store }: Pick<Internals, "title" | "store">): Saved {
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
  requireSame("optimizer", describe(metadata.get("optimizer")), quote(title));
  const first = version === "1";
  const shapes = readParameters(metadata);
  return {
    counts: Object.fromEntries(COUNTS.map((name) => [name, readCount(metadata, name)])) as Saved["counts"],
    shapes,
    steps: first ? undefined : readSteps(metadata, shapes),
    carried: store.carried && readCarried(new Map(readNames(metadata, "carried")), shapes, store.carried),
    options: readJson("options", metadata.get("options")),
    schedules: readJson("schedules", metadata.get("schedules")),
    own: !first,
    zeros: first,
  };
}

function readParameters(metadata: Metadata): Shape[] {
  return readNames(metadata, "parameters").map(([name, shape]) => {
    const [type, length] = Array.isArray(shape) ? (shape as unknown[]) : [];
    if ((type !== "F32" && type !== "F64") || !isWhole(length)) {
      const shown = JSON.stringify(shape).slice(0, 100);
      complain(`${quote(name)} in the file`, '["F32" or "F64", length]', shown, RangeError);
    }
    return { name, element: type === "F32" ? 4 : 8, length };
  });
}

/** Each parameter has its count, and nothing else has. */
function readSteps(metadata: Metadata, shapes: readonly Shape[]): ReadonlyMap<string, number> {
  const steps = new Map<string, number>();
  for (const [name, count] of readNames(metadata, "steps")) {
    if (!isWhole(count)) complain(`steps of ${quote(name)} in the file`, WHOLE, count, RangeError);
    steps.set(name, count);
  }
  const missing = shapes.find(({ name }) => !steps.has(name));
  if (missing) throw new RangeError(`steps of ${quote(missing.name)} are missing in the file`);
  return steps;
}

/** Each parameter has what the rule carries. */
export function readCarried(
  found: ReadonlyMap<string, unknown>,
  shapes: readonly Shape[],
  initial: Carried,
): ReadonlyMap<string, Carried> {
  return new Map(
    shapes.map(({ name: of }) => {
      const given = found.get(of);
      if (!isObject(given)) complain(`carried of ${quote(of)} in the file`, "an object", given);
      const read = Object.keys(initial).map((name) => {
        const value = given[name];
        if (typeof value === "number" && Number.isFinite(value)) return [name, value] as const;
        return complain(`${name} of ${quote(of)} in the file`, "a finite number", value, RangeError);
      });
      return [of, Object.fromEntries(read)];
    }),
  );
}

function readNames(metadata: Metadata, name: string): [string, unknown][] {
  const found = readJson(name, metadata.get(name));
  if (!isObject(found)) complain(`${name} in the file`, "an object", found);
  return Object.entries(found);
}

function readCount(metadata: Metadata, name: string): number {
  const text = metadata.get(name);
  const count = Number(text);
  return isWhole(count) && String(count) === text ? count : complain(`${name} in the file`, WHOLE, text, RangeError);
}
