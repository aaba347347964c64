import { rowOf } from "./build.js";
import type { Column, Contest } from "./case.js";
import type { Block } from "./measure.js";
import { bytesOf, type Shape } from "./shapes.js";
import { figure } from "./text.js";

/** The candidate that copies one half to the other of as many bytes as an update's arrays have. */
export const COPY = "copy";

export function footprint(shape: Shape, slots: number): number {
  return (2 + slots) * bytesOf(shape);
}

const PAGE = 65_536;
/** Not at the same place of a page: equal low bits of addresses make loads wait for stores. */
const APART = 2112;

/** In a WebAssembly memory, as large as the update's, so in the same caches. */
export function copying(bytes: number): Block {
  const half = Math.ceil(bytes / 8) * 4;
  const second = Math.ceil(half / PAGE) * PAGE + APART;
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((second + half) / PAGE) });
  const [from, to] = [0, second].map((at) => new Uint8Array(buffer, at, half).fill(1));
  return (repeat) => {
    for (let k = 0; k < repeat; k++) to.set(from);
  };
}

/** GB/s of an update, which reads all arrays and writes all but the gradients; of the copy; and their share. */
export function bandwidth({ optimizer, element, n, times }: Contest, update: string): Record<string, number> {
  const slots = rowOf(optimizer).slots.length;
  const bytes = n * (element === "f32" ? 4 : 8);
  const gigabytesPerSecond = ((3 + 2 * slots) * bytes) / times[update].median;
  const copyGigabytesPerSecond = ((2 + slots) * bytes) / times[COPY].median;
  return { gigabytesPerSecond, copyGigabytesPerSecond, copyShare: gigabytesPerSecond / copyGigabytesPerSecond };
}

const whole = (value: number) => value.toFixed(0);

/** The update's, the copy's, and the share. */
export const BANDWIDTH: readonly Column[] = [
  ["GB/s", figure("gigabytesPerSecond", whole)],
  ["copy's GB/s", figure("copyGigabytesPerSecond", whole)],
  ["share", figure("copyShare", (value) => value.toFixed(2))],
];
