import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { loadDigits, type Digits } from "../examples/digits/data.js";

/** Writes the digits as src/digits/data.ts reads them: how many of both kinds, their pixels as bytes, their labels; gzip. */
export function writeDigits(file: string): void {
  const { training, test } = loadDigits();
  const counts = Uint32Array.of(training.labels.length, test.labels.length);
  const parts = [new Uint8Array(counts.buffer), bytesOf(training), bytesOf(test), training.labels, test.labels];
  writeFileSync(file, gzipSync(Buffer.concat(parts), { level: 9 }));
}

function bytesOf({ images }: Digits): Uint8Array {
  return Uint8Array.from(images, (pixel) => Math.round(255 * pixel));
}
