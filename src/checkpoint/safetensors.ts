/**
 * Reads and writes safetensors files (https://github.com/huggingface/safetensors, "Format"):
 * the header's length in eight bytes, a JSON header, the tensors' data. Everything is little-endian, as are typed arrays
 * wherever WebAssembly's memory can be seen through them.
 * The header has `name: { dtype, shape, data_offsets: [begin, end] }` for each tensor, relative to the end of the
 * header, and `__metadata__`, which maps strings to strings. The data has no holes and no overlaps.
 */
import { floatsOf, type Element, type Floats } from "../numbers.js";
import { METADATA, MOST, type Bytes, type Header, type Metadata } from "./header.js";
import { settleNaNs } from "./nan.js";
import { MAX_HEADER, type Receiver } from "./reader.js";
import { requireUnicode } from "./scanner.js";
import { feed, feedAsync } from "./sources.js";

/** The tensors in the order of their data, each as one row of numbers whatever its shape; and the metadata. */
export interface FileContents {
  readonly tensors: Map<string, Floats>;
  readonly metadata: Metadata;
}

/** A file to be written: its header is settled, its numbers are where they are. */
export interface Draft {
  /** What comes before the numbers. */
  readonly start: Uint8Array;
  /** The numbers, in their order. */
  readonly rows: readonly Floats[];
  /** Bytes of the whole. */
  readonly size: number;
}

const DTYPES = { 1: "U8", 2: "BF16", 4: "F32", 8: "F64" };

/** A file of one-dimensional tensors of different names, each at a multiple of its element's size. */
export function draftFile(
  tensors: Iterable<readonly [name: string, values: Floats]>,
  metadata: Readonly<Record<string, string>>,
): Draft {
  const texts = Object.entries(metadata);
  for (const text of texts.flat()) requireUnicode(text);
  const header: [name: string, value: unknown][] = [[METADATA, metadata]];
  // float64 first: then no tensor needs padding, which would be a hole.
  const rows = [...tensors].toSorted(([, a], [, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT);
  requireFew("tensors", rows.length);
  requireFew("texts in its metadata", texts.length);
  let end = 0;
  for (const [name, values] of rows) {
    requireUnicode(name);
    if (name === METADATA) throw new RangeError(`${METADATA} is the format's own name: give the tensor another`);
    const begin = end;
    end += values.byteLength;
    header.push([
      name,
      { dtype: DTYPES[values.BYTES_PER_ELEMENT as Bytes], shape: [values.length], data_offsets: [begin, end] },
    ]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = 8 * Math.ceil(json.length / 8);
  if (length > MAX_HEADER)
    throw new RangeError(`the safetensors header would have ${length} bytes, ${MAX_HEADER} is the most`);
  const start = new Uint8Array(8 + length).fill(32, 8);
  start.set(json, 8);
  new DataView(start.buffer).setUint32(0, length, true);
  return { start, rows: rows.map(([, values]) => values), size: start.length + end };
}

/**
 * The bytes of a file, `most` at a time, each piece made when it is asked for. Every NaN is written as one pattern: what it
 * carries differs between engines.
 */
export function* piecesOf({ start, rows, size }: Draft, most: number): Generator<Uint8Array<ArrayBuffer>, void> {
  const stretches = [start, ...rows];
  /** The stretch that comes next, and how many of its bytes are written. */
  let k = 0;
  let done = 0;
  for (let left = size; left > 0;) {
    const piece = new Uint8Array(Math.min(most, left));
    for (let at = 0; at < piece.length;) {
      const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: element } = stretches[k];
      const count = Math.min(piece.length - at, byteLength - done);
      piece.set(new Uint8Array(buffer, byteOffset + done, count), at);
      // Of a header, and of codes, there are bytes.
      if (element > 1) settleNaNs(piece, at, at + count, element);
      at += count;
      done += count;
      if (done < byteLength) continue;
      k++;
      done = 0;
    }
    left -= piece.length;
    yield piece;
  }
}

/** All of a file in one. */
export function wholeOf(draft: Draft): Uint8Array<ArrayBuffer> {
  try {
    return piecesOf(draft, Infinity).next().value as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw new RangeError(`the file has ${draft.size} bytes, for which there is no one array: saveParts gives pieces`, {
      cause,
    });
  }
}

export function encodeFile(...contents: Parameters<typeof draftFile>): Uint8Array<ArrayBuffer> {
  return wholeOf(draftFile(...contents));
}

/** What a file holds, in arrays of their own. Throws, saying what is wrong, unless all of it is right. */
export function decodeFile(source: unknown): FileContents {
  const contents = new Decoding();
  feed(source, contents);
  return contents;
}

/** The same, where pieces are waited for. */
export async function decodeFileAsync(source: unknown): Promise<FileContents> {
  const contents = new Decoding();
  await feedAsync(source, contents);
  return contents;
}

class Decoding implements Receiver, FileContents {
  readonly tensors = new Map<string, Floats>();
  metadata: Metadata = new Map();

  readonly open = ({ metadata, places }: Header): ReadonlyMap<string, Floats> => {
    this.metadata = metadata;
    for (const { name, element, length } of places) this.tensors.set(name, new (floatsOf(element as Element))(length));
    return this.tensors;
  };
}

function requireFew(what: string, count: number): void {
  if (count > MOST) throw new RangeError(`a safetensors file has at most ${MOST} ${what}, got ${count}`);
}
