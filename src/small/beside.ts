import { regionBytes } from "../memory/arena.js";
import { padded, roundUp, type Beside, type StateLayout } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Floats, Shape } from "../numbers.js";
import { BLOCK, scaleOf, smallOf, typeFor } from "./kinds.js";

/** What is kept in one slot: so many numbers of so many bytes. */
interface Kept {
  readonly slot: string;
  readonly bytes: number;
  readonly length: number;
}

/** @internal The state of rules with the option `stateType`, where it is small; none in its place where it is not. */
export const smallState: Beside = {
  lengths: (_, layout) => (of) => Object.fromEntries(keptOf(of, layout).map(({ slot, length }) => [slot, length])),
  elements: (of, layout) => Object.fromEntries(keptOf(of, layout).map(({ slot, bytes }) => [slot, bytes])),
  bytes: (shapes, { layout }) =>
    shapes
      .flatMap((shape) => keptOf(shape, layout))
      .reduce((sum, { bytes, length }) => sum + regionBytes(4, wordsOf(bytes, length)), 0),
  place(arena, tensors, { layout }) {
    for (const tensor of tensors) {
      const kept = keptOf(tensor, layout);
      if (kept.length > 0)
        tensor.sides = Object.fromEntries(
          kept.map(({ slot, bytes, length }) => [
            slot,
            arrayOf(tensor, bytes, 4 * arena.take(4, wordsOf(bytes, length)), length),
          ]),
        );
    }
  },
};

function keptOf(of: Shape, layout: StateLayout): Kept[] {
  const small = smallOf(layout);
  if (small === undefined) return [];
  const { element, length } = of;
  const type = typeFor(of, small);
  const bytes = type === "float32" ? element : type === "int8" ? 1 : 2;
  const scales = type === "int8" ? Math.ceil(length / BLOCK) : 0;
  return small.whole.slots.flatMap((slot) => [
    { slot, bytes, length },
    ...(small.type === "int8" ? [{ slot: scaleOf(slot), bytes: 4, length: scales }] : []),
  ]);
}

/** Words of four bytes, up to where vectors end: codes are written by 16. */
function wordsOf(bytes: number, length: number): number {
  return roundUp(padded(4, length) * bytes, 16) / 4;
}

function arrayOf({ span }: Tensor, bytes: number, at: number, length: number): Floats {
  const { buffer } = span.heap;
  if (bytes === 2) return new Uint16Array(buffer, at, length) as never;
  if (bytes === 1) return new Uint8Array(buffer, at, length) as never;
  return bytes === 4 ? new Float32Array(buffer, at, length) : new Float64Array(buffer, at, length);
}
