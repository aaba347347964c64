/**
 * Reads and writes safetensors files (https://github.com/huggingface/safetensors, "Format"):
 * the header's length in eight bytes, a JSON header, the tensors' data. Everything is little-endian, as are typed arrays
 * wherever WebAssembly's memory can be seen through them.
 * The header has `name: { dtype, shape, data_offsets: [begin, end] }` for each tensor, relative to the end of the
 * header, and `__metadata__`, which maps strings to strings. The data has no holes and no overlaps.
 */
import { METADATA, readHeader, refuse, requireUnicode } from "./header.js";
import { complain, describe, quote } from "../options/messages.js";
import type { Floats } from "../numbers.js";

const MAX_HEADER = 100_000_000;

/** The tensors in the order of their data, each as one row of numbers whatever its shape; and the metadata. */
export interface FileContents {
  readonly tensors: Map<string, Floats>;
  readonly metadata: Map<string, string>;
}

/** A file of one-dimensional tensors of different names, each at a multiple of its element's size. */
export function encodeFile(
  tensors: Iterable<readonly [name: string, values: Floats]>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  for (const text of Object.entries(metadata).flat()) requireUnicode(text);
  const header: [name: string, value: unknown][] = [[METADATA, metadata]];
  // float64 first: then no tensor needs padding, which would be a hole.
  const rows = [...tensors].toSorted(([, a], [, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT);
  let end = 0;
  for (const [name, values] of rows) {
    requireUnicode(name);
    if (name === METADATA) throw new RangeError(`${METADATA} is the format's own name: give the tensor another`);
    const begin = end;
    end += values.byteLength;
    header.push([
      name,
      { dtype: `F${8 * values.BYTES_PER_ELEMENT}`, shape: [values.length], data_offsets: [begin, end] },
    ]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = 8 * Math.ceil(json.length / 8);
  if (length > MAX_HEADER)
    throw new RangeError(`the safetensors header would have ${length} bytes, ${MAX_HEADER} is the most`);
  let at = 8 + length;
  const file = new Uint8Array(at + end).fill(32, 8, at);
  file.set(json, 8);
  new DataView(file.buffer).setUint32(0, length, true);
  for (const [, { buffer, byteOffset, byteLength }] of rows) {
    file.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return file;
}

/** What a file holds, in arrays of their own. Throws, saying what is wrong, unless all of it is right. */
export function decodeFile(bytes: unknown): FileContents {
  if (!ArrayBuffer.isView(bytes) || describe(bytes) !== "Uint8Array")
    complain("a safetensors file", "a Uint8Array", bytes);
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteLength < 8) refuse(`it has ${byteLength} bytes, the header's length alone takes 8`);
  const copy = (begin: number, count: number) => new Uint8Array(buffer, byteOffset + begin, count).slice();
  const length = new DataView(buffer, byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER) {
    const first = new TextDecoder().decode(copy(0, 8));
    refuse(`it begins with ${quote(first)}, so the header's length is ${length}, ${MAX_HEADER} is the most`);
  }
  const start = 8 + Number(length);
  if (start > byteLength) refuse(`the header's length is ${length}, the file has ${byteLength} bytes`);

  // A copy, as not every TextDecoder takes shared memory (https://github.com/whatwg/encoding/issues/172).
  const { places, metadata } = readHeader(textOf(copy(8, start - 8)));
  let last = 0;
  for (const { name, begin, end } of places.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== last) refuse(`tensor ${quote(name)} begins at ${begin}, the data before it ends at ${last}`);
    last = end;
  }
  if (start + last !== byteLength)
    refuse(`the tensors have ${last} bytes, the file has ${byteLength - start} for them`);

  const tensors = places.map(
    ({ name, size, begin, end }) =>
      [name, new (size === 4 ? Float32Array : Float64Array)(copy(start + begin, end - begin).buffer)] as const,
  );
  return { tensors: new Map(tensors), metadata };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("the header is not UTF-8");
  }
}
