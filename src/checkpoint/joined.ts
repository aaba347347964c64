import type { Internals } from "../internals.js";
import { rangeOf, type Range } from "../memory/whole.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import { quote } from "../options/messages.js";
import { own } from "../options/read.js";
import { restore } from "./file.js";
import { nameOf, parameterOf } from "./model.js";
import { readRanges, readShard, type WhoseShard } from "./ranges.js";
import { decodeFile, type FileContents } from "./safetensors.js";
import { readParameters, readSaved, requireFormat } from "./saved.js";
import { sumOf } from "./sum.js";
import type { Loaded, LoadOptions } from "./ways.js";

/** Has an optimizer, or a rank's part of one, go on from the parts in these files. Checks all of them and changes nothing before. */
export function takeJoined(into: Internals, files: readonly FileContents[], ways: LoadOptions): Loaded {
  const parts = files.map((file, k) => named(`files[${k}]`, () => partOf(file, `files[${k}]`)));
  requireOneTime(parts);
  requireAllRanks(parts);
  const here = (name: string) => own(ways).rename?.[name] ?? name;
  const labels = labelsByName(parts);
  const shapes: Shape[] = [];
  const tensors = new Map<string, Floats>();
  for (const [name, pieces] of piecesByName(parts)) {
    const { element, of } = pieces[0];
    requireCovered(name, pieces, parts);
    const kept = into.store.tensors.get(here(name));
    const [from, length] = kept ? [rangeOf(kept)[0], kept.length] : [0, of];
    shapes.push({ name, element, length });
    for (const label of labels.get(name) ?? []) {
      const wanted = parameterOf(label) === undefined ? { from, length } : { from: 0, length: of };
      tensors.set(label, assembled(label, pieces, { element, ...wanted }));
    }
    labels.delete(name);
  }
  for (const [, others] of labels)
    throw new RangeError(`the files have ${quote([...others][0])}, which is of none of their parameters`);
  return restore(into, { ...readSaved(parts[0].metadata, into), shapes }, tensors, ways);
}

/** Decoded, each by its name in messages. */
export function decodeFiles(files: readonly unknown[]): FileContents[] {
  return files.map((file, k) => named(`files[${k}]`, () => decodeFile(file)));
}

/** One file: what a rank has of each parameter. */
interface Part extends FileContents {
  readonly label: string;
  readonly shapes: readonly Shape[];
  readonly shard: WhoseShard | undefined;
  readonly rangeOf: (shape: Shape) => Range;
}

/** What one file has of one parameter. */
interface Piece extends Shape {
  readonly part: Part;
  readonly from: number;
  readonly of: number;
}

function partOf({ tensors, metadata }: FileContents, label: string): Part {
  requireFormat(metadata);
  const shapes = readParameters(metadata);
  const ranges = readRanges(metadata, label);
  const shard = readShard(metadata, label);
  if (shard && shard.sum !== sumOf(tensors.values()))
    throw new RangeError("its numbers have not the sum that they were saved with: they are damaged, take another copy");
  const rangeOfShape = ({ name, length }: Shape): Range => {
    const range = ranges ? ranges.get(name) : ([0, length] as const);
    if (range === undefined || range[0] + length > range[1])
      throw new RangeError(`${quote(name)} has ${length} elements, and the range ${String(range)}`);
    return range;
  };
  shapes.forEach(rangeOfShape);
  return { label, tensors, metadata, shapes, shard, rangeOf: rangeOfShape };
}

/** What is wrong with a file is said with its name. */
function named<Result>(label: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    const message = `${label}: ${(cause as Error).message}`;
    throw cause instanceof TypeError ? new TypeError(message, { cause }) : new RangeError(message, { cause });
  }
}

/** What files of one time have in common, as their metadata says it. */
const COMMON = [
  "optimizer",
  "version",
  "iterations",
  "skipped",
  "microSteps",
  "mode",
  "options",
  "schedules",
  "seeds",
  "steps",
  "carried",
];

function requireOneTime([first, ...others]: readonly Part[]): void {
  for (const other of others) {
    for (const name of COMMON) {
      const [a, b] = [first, other].map(({ metadata }) => metadata.get(name));
      if (a !== b)
        throw new RangeError(
          `${other.label} is not of the same time as ${first.label}: ${name} is ${quote(String(b))}, there ${quote(String(a))}`,
        );
    }
  }
}

/** Where files say whose they are, they are all of one training's ranks, saved at once. */
function requireAllRanks(parts: readonly Part[]): void {
  const of = parts.find(({ shard }) => shard !== undefined);
  if (of === undefined) return;
  const { label } = of;
  const first = of.shard as WhoseShard;
  const ranks = new Map<number, string>();
  for (const { label: other, shard } of parts) {
    if (shard === undefined)
      throw new RangeError(
        `${other} is not of a rank's part, and ${label} is: take the files of all ranks from one save, or a whole file alone`,
      );
    if (shard.size !== first.size || shard.set !== first.set)
      throw new RangeError(`${other} was not saved together with ${label}: take the files of all ranks from one save`);
    const before = ranks.get(shard.rank);
    if (before !== undefined) throw new RangeError(`${before} and ${other} are both of rank ${shard.rank}`);
    ranks.set(shard.rank, other);
  }
  for (let rank = 0; rank < first.size; rank++)
    if (!ranks.has(rank)) throw new RangeError(`the file of rank ${rank} of ${first.size} is missing`);
}

function piecesByName(parts: readonly Part[]): Map<string, Piece[]> {
  const found = new Map<string, Piece[]>();
  for (const part of parts)
    for (const shape of part.shapes) {
      const [from, of] = part.rangeOf(shape);
      const pieces = found.get(shape.name) ?? [];
      pieces.push({ ...shape, part, from, of });
      found.set(shape.name, pieces);
    }
  for (const pieces of found.values()) pieces.sort((a, b) => a.from - b.from || a.length - b.length);
  return found;
}

/** Each element is in one file, and in no other. */
function requireCovered(name: string, pieces: readonly Piece[], parts: readonly Part[]): void {
  const [first] = pieces;
  const without = parts.find((part) => pieces.every((piece) => piece.part !== part));
  if (without) throw new RangeError(`${without.label} has nothing of ${quote(name)}, which ${first.part.label} has`);
  let end = 0;
  for (const piece of pieces) {
    const { part, from, length, of, element } = piece;
    if (of !== first.of || element !== first.element)
      throw new RangeError(
        `${quote(name)} has ${of} × float${8 * element} in ${part.label}, ${first.of} × float${8 * first.element} in ${first.part.label}`,
      );
    if (length === 0) continue;
    if (from !== end)
      throw new RangeError(
        from > end
          ? `${quote(name)} has its elements from ${end} to ${from} in none of the files`
          : `${quote(name)} has its elements from ${from} on in ${part.label} and in another file`,
      );
    end += length;
  }
  if (end !== first.of) throw new RangeError(`${quote(name)} has its elements from ${end} on in none of the files`);
}

/** The tensors of each parameter's state, and of itself. */
function labelsByName(parts: readonly Part[]): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const label of parts.flatMap(({ tensors }) => [...tensors.keys()])) {
    const name = nameOf(label);
    const its = labels.get(name) ?? new Set();
    labels.set(name, its.add(label));
  }
  return labels;
}

interface Wanted {
  readonly element: Shape["element"];
  readonly from: number;
  readonly length: number;
}

function assembled(label: string, pieces: readonly Piece[], { element, from, length }: Wanted): Floats {
  const made = new (floatsOf(element))(length);
  for (const { part, from: begin, length: count, of } of pieces) {
    const found = part.tensors.get(label);
    if (found === undefined) throw new RangeError(`${quote(label)} is missing in ${part.label}`);
    const isWhole = found.length === of && parameterOf(label) !== undefined;
    if ((!isWhole && found.length !== count) || found.BYTES_PER_ELEMENT !== element)
      throw new RangeError(
        `${quote(label)} in ${part.label} has ${found.length} elements of ${found.BYTES_PER_ELEMENT} bytes, its range ${count} of ${element}`,
      );
    const at = isWhole ? 0 : begin;
    const [low, high] = [Math.max(from, begin), Math.min(from + length, begin + count)];
    if (high > low) made.set(found.subarray(low - at, high - at), low - from);
  }
  return made;
}
