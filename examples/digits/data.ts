import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { seeded, shuffledIndices } from "../random.js";

export const PIXELS = 28 * 28;
export const CLASSES = 10;

/** Pictures in one array, `PIXELS` numbers in [0, 1] each, and the digit that each shows. */
export interface Digits {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** The digits on disk are not what they should be. */
export class DataError extends Error {}

/** The 10,000 digits of the package `mnist`, mixed by a fixed seed and split. */
export function loadDigits(): { training: Digits; test: Digits } {
  const files = Array.from({ length: CLASSES }, (_, digit) => readClass(digit));
  const count = files.reduce((sum, pixels) => sum + pixels.length / PIXELS, 0);
  if (count !== TRAINING + TEST)
    throw new DataError(`expected ${TRAINING + TEST} digits in the package mnist, got ${count}`);
  const all = mix(files, count);
  return { training: slice(all, 0, TRAINING), test: slice(all, TRAINING, count) };
}

const TRAINING = 8000;
const TEST = 2000;
const SPLIT_SEED = 20_000;

function readClass(digit: number): readonly number[] {
  const path = createRequire(import.meta.url).resolve(`mnist/src/digits/${digit}.json`);
  return checkPixels(`mnist/src/digits/${digit}.json`, JSON.parse(readFileSync(path, "utf8")));
}

/** The pixels in the parsed file of one class, of `PIXELS` per digit. */
export function checkPixels(name: string, file: unknown): readonly number[] {
  const pixels = typeof file === "object" && file !== null && "data" in file ? file.data : undefined;
  if (!Array.isArray(pixels)) throw new DataError(`${name} must hold { "data": [ … ] }`);
  if (pixels.length === 0 || pixels.length % PIXELS !== 0) {
    throw new DataError(`${name} must hold a multiple of ${PIXELS} pixels, got ${pixels.length}`);
  }
  const wrong = pixels.findIndex((pixel) => typeof pixel !== "number" || !(pixel >= 0 && pixel <= 1));
  if (wrong >= 0)
    throw new DataError(`${name}: pixel ${wrong} must be a number in [0, 1], got ${String(pixels[wrong])}`);
  return pixels;
}

function mix(classes: readonly (readonly number[])[], count: number): Digits {
  const order = shuffledIndices(count, seeded(SPLIT_SEED));
  const images = new Float32Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let next = 0;
  for (const [digit, pixels] of classes.entries()) {
    for (let start = 0; start < pixels.length; start += PIXELS) {
      const place = order[next++];
      images.set(pixels.slice(start, start + PIXELS), place * PIXELS);
      labels[place] = digit;
    }
  }
  return { images, labels };
}

function slice({ images, labels }: Digits, from: number, to: number): Digits {
  return { images: images.subarray(from * PIXELS, to * PIXELS), labels: labels.subarray(from, to) };
}
