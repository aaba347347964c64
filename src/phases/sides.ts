import { regionBytes } from "../memory/arena.js";
import type { Beside } from "../memory/layout.js";
import type { Shape } from "../numbers.js";

/** @internal State that is not one number for each element, by the elements of each slot, and the elements to work in. */
/* @__NO_SIDE_EFFECTS__ */
export function sides<Options>(
  lengths: (of: Shape, options: Options) => Readonly<Record<string, number>>,
  work: (of: Shape, options: Options) => number = () => 0,
): Beside<Options> {
  return {
    lengths,
    bytes: (shapes, optionsOf) =>
      shapes.reduce((sum, shape) => {
        const { element, name } = shape;
        const counts = [work(shape, optionsOf(name)), ...Object.values(lengths(shape, optionsOf(name)))];
        return counts.reduce((bytes, count) => bytes + regionBytes(element, count), sum);
      }, 0),
    place(arena, tensors, optionsOf) {
      for (const tensor of tensors) {
        const { element, name, span } = tensor;
        // The room is that of the span's largest parameter: what it takes in all was asked for.
        span.room = Math.max(span.room, work(tensor, optionsOf(name)));
        const kept = Object.entries(lengths(tensor, optionsOf(name)));
        tensor.sides = Object.fromEntries(
          kept.map(([slot, count]) => [slot, span.view(arena.take(element, count), count)]),
        );
      }
      for (const span of new Set(tensors.map((tensor) => tensor.span))) span.work = arena.take(span.element, span.room);
    },
  };
}
