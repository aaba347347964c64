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
    bytes(shapes, layout) {
      const { hyper } = layout;
      const kept = shapes.map((of) => {
        const counts = Object.values(ask(lengths, of, layout));
        return counts.reduce((bytes, count) => bytes + regionBytes(of.element, count), 0);
      });
      // A room for each element type and group, as of spans.
      const rooms = new Map<string, number>();
      for (const of of shapes) {
        const span = `${of.element} ${hyper.groupOf(of.name)}`;
        rooms.set(span, Math.max(rooms.get(span) ?? 0, regionBytes(of.element, ask(work, of, layout))));
      }
      return [...kept, ...rooms.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
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
