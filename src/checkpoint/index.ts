import { internalsOf, type Optimizer } from "../optimizer.js";
import type { Floats } from "../numbers.js";
import { complain, isObject } from "../options/messages.js";
import { isFloats } from "../model/values.js";
import { read, write } from "./file.js";
import { decodeFile, encodeFile } from "./safetensors.js";

/** A file's bytes: a `Uint8Array` over an `ArrayBuffer` of its own, also for TypeScript before 5.7. */
export type Bytes = ReturnType<Uint8ArrayConstructor["of"]>;

/** What a safetensors file holds: each tensor as one row of numbers, whatever its shape. */
export interface Contents {
  tensors: Record<string, Float32Array | Float64Array>;
  metadata: Record<string, string>;
}

/**
 * State, counts and hyper-parameters as a safetensors file: tensors `state.<name>.<slot>`, the rest as metadata.
 * The parameters are not in it. Throws a `TypeError` while averages are swapped in.
 */
export function save(optimizer: Optimizer): Bytes {
  const from = internalsOf("save", optimizer);
  from.counts.phase.require("save");
  return write(from);
}

/**
 * Goes on from a file of `save`, of this version or any since 0.2: state is matched by name, numbers take the file's
 * values, schedules stay those given here. Throws, saying what is wrong, before anything is changed.
 */
export function load(optimizer: Optimizer, bytes: Uint8Array): void {
  const into = internalsOf("load", optimizer);
  into.counts.phase.require("load", true);
  read(into, bytes);
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
    if (!isFloats(values)) complain(`tensors[${JSON.stringify(name)}]`, "a Float32Array or Float64Array", values);
  }
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== "string") complain(`metadata[${JSON.stringify(name)}]`, "a string", text);
  }
  return encodeFile(entries, metadata);
}

/** What a safetensors file holds, in arrays of their own. Throws, saying what is wrong, unless all of it is right. */
export function decode(bytes: Uint8Array): Contents {
  const { tensors, metadata } = decodeFile(bytes);
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}
