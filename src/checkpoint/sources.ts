import { complain, describe } from "../options/messages.js";
import { readFile, type FileReader, type Receiver } from "./reader.js";

/** A stretch of a file. A `Buffer` is a `Uint8Array`. */
export type Piece = Uint8Array | ArrayBufferLike;

/** A file in memory, in one or in pieces of any size, or pieces that come one after the other. */
export type Source = Piece | Iterable<Piece>;

/** Pieces that are waited for: streams of Node and of the web are such. */
export type AsyncSource = Source | AsyncIterable<Piece> | WebStream;

/** A web `ReadableStream`, also where it is not yet iterable. */
export interface WebStream {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Piece | undefined }>;
    cancel(): Promise<void>;
  };
}

/** Reads a file to its end. What is in memory is checked to its end before the receiver opens. */
export function feed(source: unknown, receiver: Receiver): void {
  const pieces = held(source);
  const reader = begin(receiver, pieces);
  let k = 0;
  for (const piece of pieces ?? (iterable(source, Symbol.iterator) as Iterable<unknown>))
    reader.next(bytesOf(piece, k++));
  reader.next(undefined);
}

/** The same, where pieces are waited for. */
export async function feedAsync(source: unknown, receiver: Receiver): Promise<void> {
  if (held(source)) return feed(source, receiver);
  const reader = begin(receiver);
  let k = 0;
  for await (const piece of arriving(source)) reader.next(bytesOf(piece, k++));
  reader.next(undefined);
}

function begin(receiver: Receiver, pieces?: readonly Uint8Array[]): FileReader {
  const reader = readFile(
    receiver,
    pieces?.reduce((sum, { length }) => sum + length, 0),
  );
  reader.next(undefined);
  return reader;
}

/** The pieces of a file that is in memory as a whole. */
function held(source: unknown): Uint8Array[] | undefined {
  if (Array.isArray(source)) return source.map(bytesOf);
  const bytes = asBytes(source);
  return bytes && [bytes];
}

function arriving(source: unknown): AsyncIterable<unknown> {
  const { getReader } = Object(source) as Partial<WebStream>;
  if (typeof getReader === "function" && !(Symbol.asyncIterator in Object(source)))
    return piecesOf(source as WebStream);
  const isAsync = Symbol.asyncIterator in Object(source);
  return iterable(source, isAsync ? Symbol.asyncIterator : Symbol.iterator) as AsyncIterable<unknown>;
}

async function* piecesOf(stream: WebStream): AsyncGenerator<unknown, void> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

function iterable(source: unknown, symbol: symbol): unknown {
  const isOne = typeof source === "object" && source !== null && !ArrayBuffer.isView(source) && symbol in source;
  if (isOne) return source;
  const then = Symbol.asyncIterator in Object(source) ? ": loadAsync takes it" : "";
  return complain("a safetensors file", "a Uint8Array, an ArrayBuffer or an iterable of them", source, TypeError, then);
}

function bytesOf(piece: unknown, k: number): Uint8Array {
  return asBytes(piece) ?? complain(`piece ${k} of the file`, "a Uint8Array or an ArrayBuffer", piece);
}

/** By the tag, which other realms have too. */
export function asBytes(value: unknown): Uint8Array | undefined {
  const title = describe(value);
  if (ArrayBuffer.isView(value)) return title === "Uint8Array" ? (value as Uint8Array) : undefined;
  if (title !== "ArrayBuffer" && title !== "SharedArrayBuffer") return undefined;
  // What was transferred has no bytes, and no view can be made of it.
  return (value as ArrayBuffer).byteLength === 0 ? new Uint8Array() : new Uint8Array(value as ArrayBuffer);
}
