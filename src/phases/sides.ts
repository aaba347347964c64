import { regionBytes } from "../memory/arena.js";
import type { Beside, StateLayout } from "../memory/layout.js";
import type { Shape } from "../numbers.js";
import { shapeOf, type Shaped } from "./shapes.js";

/**
 * @internal State that is not one number for each element, by the elements of each slot, which may be none, and the elements to
 * work in between two phases, which all parameters share.
 */
/* @__NO_SIDE_EFFECTS__ */
export function sides<Options>(
  lengths: (of: Shaped, options: Options) => Readonly<Record<string, number>>,
  work: (of: Shaped, options: Options) => number = () => 0,
): Beside {
  const ask = <Result>(
    what: (of: Shaped, options: Options) => Result,
    { name, length, element }: Shape,
    { hyper }: StateLayout,
  ): Result => {
    const shape = shapeOf(hyper.given[0].shapes, { name, length, element });
    return what({ name, length, element, shape }, hyper.values[hyper.groupOf(name)] as Options);
  };
  return {
    lengths: (of, layout) => ask(lengths, of, layout),
    bytes: (shapes, layout) =>
      shapes
        .flatMap((of) =>
          [ask(work, of, layout), ...Object.values(ask(lengths, of, layout))].map((n) => [n, of] as const),
        )
        .reduce((sum, [count, { element }]) => sum + regionBytes(element, count), 0),
    place(arena, tensors, layout) {
      for (const tensor of tensors) {
        const { element, span } = tensor;
        tensor.shape = shapeOf(layout.hyper.given[0].shapes, tensor);
        // The room is that of the span's largest parameter.
        span.room = Math.max(span.room ?? 0, ask(work, tensor, layout));
        tensor.sides = Object.fromEntries(
          Object.entries(ask(lengths, tensor, layout)).map(([slot, count]) => [
            slot,
            span.view(arena.take(element, count), count),
          ]),
        );
      }
      for (const span of new Set(tensors.map((tensor) => tensor.span))) span.work = arena.take(span.element, span.room);
    },
  };
}
