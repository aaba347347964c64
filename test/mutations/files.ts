/** Damaged safetensors files, for fuzzing. The same random numbers give the same damage. */

import { below, pick, repeated, type Random } from "./random.js";
import { snippets } from "./words.js";
import { editTree, isTree, parse } from "./json.js";

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** A copy of a file with one to four things changed; now and then it is still right, or right again. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated: Uint8Array = Uint8Array.from(bytes);
  for (let count = 1 + below(1 + below(4, random), random); count > 0; count--)
    mutated = pick(mutations, random)(mutated, random);
  return mutated;
}

const mutations: Mutation[] = [
  flip,
  overwrite,
  truncate,
  insert,
  remove,
  repeat,
  relength,
  ...repeated(4, editText),
  ...repeated(8, editHeader),
];

function flip(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0) bytes[below(bytes.length, random)] ^= 1 << below(8, random);
  return bytes;
}

function overwrite(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0)
    bytes[below(bytes.length, random)] = pick(
      [0, 0x20, 0x22, 0x5c, 0x7b, 0x7d, 0x7f, 0x80, 0xff, below(256, random)],
      random,
    );
  return bytes;
}

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return random() < 0.5
    ? bytes.slice(0, below(bytes.length + 1, random))
    : bytes.slice(0, Math.max(0, bytes.length - 1 - below(16, random)));
}

function insert(bytes: Uint8Array, random: Random): Uint8Array {
  const added = Uint8Array.from({ length: 1 + below(16, random) }, () => below(256, random));
  return splice(bytes, below(bytes.length + 1, random), 0, added);
}

function remove(bytes: Uint8Array, random: Random): Uint8Array {
  return splice(bytes, below(bytes.length + 1, random), 1 + below(16, random));
}

function repeat(bytes: Uint8Array, random: Random): Uint8Array {
  const begin = below(bytes.length + 1, random);
  return splice(bytes, below(bytes.length + 1, random), 0, bytes.slice(begin, begin + 1 + below(64, random)));
}

/** Another length of the header. */
function relength(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 8) return bytes;
  const view = viewOf(bytes);
  const length = view.getBigUint64(0, true);
  const near = length + BigInt(below(33, random) - 16);
  const rest = BigInt(bytes.length);
  view.setBigUint64(
    0,
    BigInt.asUintN(
      64,
      pick(
        [near, near, 0n, 1n, rest, rest - 8n, rest - 7n, 100_000_000n, 100_000_001n, 1n << 32n, 1n << 53n, -1n, -8n],
        random,
      ),
    ),
    true,
  );
  return bytes;
}

/** Tokens put in, taken out or doubled in the header's text, whose length is set right. */
function editText(bytes: Uint8Array, random: Random): Uint8Array {
  const text = headerOf(bytes);
  if (text === undefined) return flip(bytes, random);
  // Between tokens, mostly: elsewhere an edit is nothing but a flipped byte.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|\d+|\s+|./gsu) ?? [];
  const at = below(tokens.length + 1, random);
  const from = below(tokens.length + 1, random);
  const some = tokens.slice(from, from + 1 + below(12, random));
  pick(
    [
      () => tokens.splice(at, 0, pick(snippets, random)),
      () => tokens.splice(at, 1, pick(snippets, random)),
      () => tokens.splice(at, 1 + below(4, random)),
      () => tokens.splice(at, 0, ...some),
      () => tokens.splice(at, some.length, ...some),
    ],
    random,
  )();
  return withHeader(bytes, tokens.join(""));
}

/** A value or a name of the header changed, its JSON and its length are right. */
function editHeader(bytes: Uint8Array, random: Random): Uint8Array {
  const root = parse(headerOf(bytes));
  if (!isTree(root)) return editText(bytes, random);
  editTree(root, random);
  return withHeader(bytes, JSON.stringify(root));
}

function headerOf(bytes: Uint8Array): string | undefined {
  const end = headerEnd(bytes);
  return end === undefined ? undefined : new TextDecoder().decode(bytes.subarray(8, end));
}

function headerEnd(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined;
  const end = 8n + viewOf(bytes).getBigUint64(0, true);
  return end <= bytes.length ? Number(end) : undefined;
}

function withHeader(bytes: Uint8Array, text: string): Uint8Array {
  const header = new TextEncoder().encode(text);
  const mutated = splice(bytes, 8, (headerEnd(bytes) as number) - 8, header);
  viewOf(mutated).setBigUint64(0, BigInt(header.length), true);
  return mutated;
}

function splice(bytes: Uint8Array, at: number, count: number, added = new Uint8Array()): Uint8Array {
  const rest = bytes.subarray(at + count);
  const mutated = new Uint8Array(at + added.length + rest.length);
  mutated.set(bytes.subarray(0, at));
  mutated.set(added, at);
  mutated.set(rest, at + added.length);
  return mutated;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
