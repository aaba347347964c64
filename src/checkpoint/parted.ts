import type { Internals, Parted } from "../internals.js";
import type { Floats } from "../numbers.js";
import { describe, quote } from "../options/messages.js";
import { readCount, requireSame } from "./entries.js";
import { carryOut, sizesOf, statesOf, type Taking } from "./file.js";
import type { Metadata } from "./header.js";
import { Model, nameOf, parameterOf, writeModel } from "./model.js";
import { restoring } from "./restoring.js";
import { draftFile, type Draft, type FileContents } from "./safetensors.js";
import { FORMAT, numberOf, readSaved, requireFormat, VERSION, writeSaved, type Saved } from "./saved.js";
import { readWays, renames, type Loaded, type LoadOptions } from "./ways.js";

/** What a file says that it is of. */
const TITLE = "Partition";

/** The state of all parts as one file: the metadata of each under its number. */
export function draftParts({ of, counts, tied }: Parted, who: string, params: unknown): Draft {
  const metadata = of.flatMap((part, k) =>
    Object.entries(writeSaved(part)).map(([name, text]) => [`${k}.${name}`, text] as const),
  );
  const values = params === undefined ? [] : writeModel(params, tied);
  return draftFile([...of.flatMap((part) => statesOf(part, who)), ...values], {
    format: FORMAT,
    version: VERSION,
    optimizer: TITLE,
    iterations: String(counts.iterations),
    skipped: String(counts.skipped),
    parts: String(of.length),
    ...Object.fromEntries(metadata),
  });
}

/** Has a partition go on from a file, all parts or none. */
export function takeParts(who: string, into: Parted, contents: FileContents, options: unknown): Loaded {
  const known = Object.assign({}, ...into.of.map(({ hyper }) => hyper.specs[0])) as object;
  const ways = readWays(options, known);
  return into.during(who, () => take(into, contents, ways), true);
}

function take(into: Parted, { tensors, metadata }: FileContents, ways: LoadOptions): Loaded {
  const { params, rename = {} } = ways;
  const saved = readParts(into.of, metadata);
  const [iterations, skipped] = ["iterations", "skipped"].map((name) =>
    readCount(name, numberOf(metadata.get(name)), "the file"),
  );
  const stated = saved.map(({ shapes }) => shapes.map(({ name }) => name));
  const valued = [...tensors.keys()].flatMap((label) => parameterOf(label) ?? []);
  const here = renames([...stated.flat(), ...valued], rename);
  const model = params === undefined ? [] : [...new Model(params, into.tied).found.keys()];
  if (params !== undefined && valued.length === 0)
    throw new RangeError("the file has no parameters: it was saved without them");
  const takings = saved.map((each, k): Taking => {
    const isIts = (name: string) => into.partOf(name) === k;
    for (const name of stated[k])
      if (!isIts(here(name)))
        throw new RangeError(
          `${quote(here(name))} is of parts[${k}] in the file and of parts[${into.partOf(here(name))}] here`,
        );
    const names = new Set([...stated[k], ...valued.filter((name) => isIts(here(name)))]);
    const own = new Map([...tensors].filter(([label]) => names.has(nameOf(label))));
    const found = restoring(
      into.of[k],
      each,
      sizesOf(own),
      {
        ...ways,
        params: undefined,
        rename: Object.fromEntries(Object.entries(rename).filter(([name]) => names.has(name))),
      },
      undefined,
      params !== undefined && [...model, ...valued.map(here)].some(isIts)
        ? new Model(params, into.tied, isIts)
        : undefined,
    );
    return [found, own];
  });
  requireTaken(tensors, takings);
  const loaded = carryOut(takings);
  Object.assign(into.counts, { iterations, skipped });
  into.renew();
  return {
    loaded: loaded.flatMap((each) => each.loaded),
    missing: loaded.flatMap((each) => each.missing),
    unexpected: loaded.flatMap((each) => each.unexpected),
  };
}

/** What the metadata of a file says of each part. */
function readParts(parts: readonly Internals[], metadata: Metadata): Saved[] {
  requireFormat(metadata);
  requireSame("optimizer", describe(metadata.get("optimizer")), quote(TITLE), "the file");
  const count = numberOf(metadata.get("parts"));
  if (count !== parts.length)
    throw new RangeError(`the file is of a Partition with ${describe(count)} parts, and this one has ${parts.length}`);
  const own = parts.map((_, k) => {
    const prefix = `${k}.`;
    const texts = [...metadata].filter(([name]) => name.startsWith(prefix));
    return new Map(texts.map(([name, text]) => [name.slice(prefix.length), text]));
  });
  parts.forEach(({ title }, k) =>
    requireSame(`parts[${k}]`, describe(own[k].get("optimizer")), quote(title), "the file"),
  );
  return parts.map((part, k) => readSaved(own[k], part));
}

function requireTaken(tensors: ReadonlyMap<string, Floats>, takings: readonly Taking[]): void {
  for (const label of tensors.keys())
    if (!takings.some(([, own]) => own.has(label)))
      throw new RangeError(`the file has ${quote(label)}, which no part keeps here`);
}
