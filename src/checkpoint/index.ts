import { internalsOf, partedOf, within } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { hasParts } from "../memory/whole.js";
import type { Partition } from "../partition/partition.js";
import type { Floats } from "../numbers.js";
import { complain, isObject, quote } from "../options/messages.js";
import type { Values } from "../model/types.js";
import { isFloats } from "../model/values.js";
import { draft, Loading, parts, watch } from "./file.js";
import { decodeFile, decodeFileAsync, encodeFile, wholeOf, type Draft, type FileContents } from "./safetensors.js";
import { feed, feedAsync, type AsyncSource, type Source } from "./sources.js";
import { decodeFiles, takeJoined } from "./joined.js";
import { draftParts, takeParts } from "./parted.js";
import { areFiles, isPart, oneOfEqual } from "./several.js";
import { readWays, type Loaded, type LoadOptions } from "./ways.js";

export type { AsyncSource, Piece, Source, WebStream } from "./sources.js";
export type { Loaded, LoadOptions } from "./ways.js";

/** A file's bytes: a `Uint8Array` over an `ArrayBuffer` of its own, also for TypeScript before 5.7. */
export type Bytes = ReturnType<Uint8ArrayConstructor["of"]>;

/** What a safetensors file holds: each tensor as one row of numbers, whatever its shape. */
export interface Contents {
  tensors: Record<string, Float32Array | Float64Array>;
  metadata: Record<string, string>;
}

/** The pieces of a file, to be taken one after the other. */
export interface Parts extends Iterable<Bytes> {
  /** Of all pieces together. */
  readonly byteLength: number;
}

/**
 * State, counts and hyper-parameters as a safetensors file: tensors `state.<name>.<slot>`, the rest as metadata. With
 * `params` their values are in it too, as `param.<name>`. Of a `Partition` all parts are in one file. Throws a `TypeError` while averages are swapped in, and after
 * a torn step.
 */
export function save<Model extends object>(optimizer: Optimizer | Partition, params?: Values<Model>): Bytes {
  return wholeOf(draftOf("save", optimizer, params));
}

/**
 * The file of `save` in pieces of at most 4 MiB, each copied when it is taken: there is no second copy of the state, and
 * no array of the file's size. All pieces must be taken before the next update: one that is asked for later is refused
 * with a `TypeError`. Each iteration begins at the file's first byte.
 *
 * @example for (const piece of saveParts(optimizer)) writeSync(file, piece);
 */
export function saveParts<Model extends object>(optimizer: Optimizer | Partition, params?: Values<Model>): Parts {
  const file = draftOf("saveParts", optimizer, params);
  const watched = (partedOf(optimizer)?.of ?? [internalsOf("saveParts", optimizer as Optimizer)]).map(watch);
  const isSame = () => watched.every((same) => same());
  return { byteLength: file.size, [Symbol.iterator]: () => parts(file, isSame) };
}

function draftOf(who: string, optimizer: Optimizer | Partition, params: unknown): Draft {
  const all = partedOf(optimizer);
  if (all) return all.during(who, () => draftParts(all, who, params));
  return within(who, optimizer as Optimizer, (from) => draft(from, who, params));
}

/**
 * Goes on from a file of `save`, of this version or any since 0.2: state is matched by name, each parameter has its own
 * count of steps, numbers take the file's values. What is given here stays: schedules, `nonFinite`, `clipNorm` and
 * `clipValue`, and options that `keep` names. Throws, saying what is wrong, before anything is changed.
 *
 * The file is a `Uint8Array`, an `ArrayBuffer`, or an iterable of such pieces, cut anywhere. Of one that is not in
 * memory as a whole the state that is here already is held twice, until the last piece is there.
 *
 * A `Partition` takes files of one with as many parts, of the same classes and names; it is read as a whole first.
 *
 * A list of files that say which part of each parameter they have, as ranks of `optim-wasm/distributed` save them, is one
 * save: any optimizer takes all of it, and one in shards its own part of it, or of a whole file. Each of these files is one
 * `Uint8Array` or `ArrayBuffer`. A list of equal whole files, as replicated ranks save them, is like one of them.
 *
 * Names come from the file: a RegExp of `groups` that takes long on some texts can be kept busy by one of a stranger.
 */
export function load<Model extends object>(
  optimizer: Optimizer | Partition,
  file: Source,
  options: LoadOptions<Model> = {},
): Loaded {
  const source = oneOfEqual(file) as Source;
  const all = partedOf(optimizer);
  if (all) return takeParts("load", all, decodeFile(source), options);
  const files = filesOf(optimizer as Optimizer, source);
  if (files) return takeFiles("load", optimizer as Optimizer, decodeFiles(files), options);
  const loading = loadingOf("load", optimizer, options);
  feed(source, loading);
  return loading.end();
}

/**
 * `load` of pieces that are waited for: a stream of Node or of the web. The optimizer must not be updated meanwhile.
 *
 * @example await loadAsync(optimizer, createReadStream("optimizer.safetensors"));
 */
export async function loadAsync<Model extends object>(
  optimizer: Optimizer | Partition,
  file: AsyncSource,
  options: LoadOptions<Model> = {},
): Promise<Loaded> {
  const source = oneOfEqual(file) as AsyncSource;
  const all = partedOf(optimizer);
  if (all) return takeParts("loadAsync", all, await decodeFileAsync(source), options);
  const files = filesOf(optimizer as Optimizer, source);
  if (files) {
    const contents = areFiles(source) ? decodeFiles(files) : [await decodeFileAsync(source)];
    return takeFiles("loadAsync", optimizer as Optimizer, contents, options);
  }
  const loading = loadingOf("loadAsync", optimizer, options);
  await feedAsync(source, loading);
  return loading.end();
}

/** The files of parts, or one that is of a part, or for an optimizer that has but a part. */
function filesOf(optimizer: Optimizer, file: unknown): readonly unknown[] | undefined {
  if (areFiles(file)) return file;
  return hasParts(internalsOf("load", optimizer).store.tensors.values()) || isPart(file) ? [file] : undefined;
}

function takeFiles(who: string, optimizer: Optimizer, files: FileContents[], options: unknown): Loaded {
  const into = internalsOf(who, optimizer);
  const ways = readWays(options, into.hyper.specs[0]);
  return into.counts.phase.during(who, () => takeJoined(into, files, ways), true);
}

function loadingOf(who: string, optimizer: Optimizer | Partition, options: unknown): Loading {
  const into = internalsOf(who, optimizer as Optimizer);
  return new Loading(who, into, readWays(options, into.hyper.specs[0]));
}

/**
 * A safetensors file (https://github.com/huggingface/safetensors) of one-dimensional tensors, F32 and F64, and of
 * metadata, texts by name.
 *
 * @example encode({ "layer.W": new Float32Array(6) }, { epoch: "3" })
 */
export function encode(
  tensors: Readonly<Record<string, Floats>>,
  metadata: Readonly<Record<string, string>> = {},
): Bytes {
  if (!isObject(tensors)) complain("tensors", "an object of arrays", tensors);
  if (!isObject(metadata)) complain("metadata", "an object of texts", metadata);
  const entries = Object.entries(tensors);
  for (const [name, values] of entries) {
    if (!isFloats(values)) complain(`tensors[${quote(name)}]`, "a Float32Array or Float64Array", values);
  }
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== "string") complain(`metadata[${quote(name)}]`, "a string", text);
  }
  return encodeFile(entries, metadata);
}

/** What a safetensors file holds, in arrays of their own. Throws, saying what is wrong, unless all of it is right. */
export function decode(file: Source): Contents {
  const { tensors, metadata } = decodeFile(file);
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}
