import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { decodeFile as decode } from "../../src/checkpoint/safetensors.js";
import { expectSameBits, type Floats } from "../support.js";

export type Tensors = [name: string, values: Floats][];

interface Case {
  readonly title: string;
  readonly base64: string;
  readonly tensors: [name: string, dtype: "F32" | "F64", values: (number | string)[]][];
  readonly metadata: [string, string][];
}

export const fixture = JSON.parse(readFileSync(new URL("../fixtures/safetensors.json", import.meta.url), "utf8")) as {
  written: Case[];
  refused: { title: string; base64: string; message: string }[];
  read: Case[];
};

/** A tensor a of one number as a header has it, and what it says of such a tensor but its name and place. */
export const A = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
export const UNIT = '"dtype":"F32","shape":[1]';

/** The tensors in any order, the metadata too. */
export function expectHolds(bytes: Uint8Array, tensors: Tensors, metadata: [string, string][]): void {
  const contents = decode(bytes);
  expect([...contents.tensors.keys()].toSorted()).toEqual(tensors.map(([name]) => name).toSorted());
  for (const [name, values] of tensors) {
    const read = contents.tensors.get(name)!;
    expect(read.BYTES_PER_ELEMENT).toBe(values.BYTES_PER_ELEMENT);
    expectSameBits(read, values, name);
  }
  expect(contents.metadata).toEqual(new Map(metadata));
}

export function fileOf(header: string | Uint8Array, dataLength = 0): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataLength);
  bytes.set(text, 8);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  return bytes;
}

export function headerOf(bytes: Uint8Array): { start: number; json: Record<string, { data_offsets: number[] }> } {
  const start = 8 + new DataView(bytes.buffer).getUint32(0, true);
  return { start, json: JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) };
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

export function tensorsOf(rows: Case["tensors"]): Tensors {
  return rows.map(([name, dtype, values]) => [
    name,
    new (dtype === "F32" ? Float32Array : Float64Array)(values.map(Number)),
  ]);
}
