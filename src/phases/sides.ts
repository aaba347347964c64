import { regionBytes } from "../memory/arena.js";
import type { Beside, Keeping, StateLayout } from "../memory/layout.js";
import type { RowList } from "../memory/tensor.js";
import { rowName } from "../model/rows.js";
import type { Shape } from "../numbers.js";
import { requireNames, shapeOf, type Shaped } from "./shapes.js";

/** Asked of a parameter, or of a matrix, with its options. */
export type Asked<Options, Result> = (of: Shaped, options: Options) => Result;
type Lengths = Readonly<Record<string, number>>;

/** @internal State that is not one number for each element, by the elements of each slot, which may be none. */
/* @__NO_SIDE_EFFECTS__ */
export function sides<Options>(lengths: Asked<Options, Lengths>): Beside {
  return besideOf(lengths, () => 0, { of: () => new Map<string, RowList>() });
}

/** What rows of lists are together. */
export interface Lists {
  /** Of what is placed beside what is kept, or of what a file has, by the names of rows. */
  of(all: readonly Shape[], kept: Partial<Keeping> & Pick<Keeping, "layout">): ReadonlyMap<string, RowList>;
  /** Has the rows of each lie together. */
  lay?(tensors: Parameters<Beside["place"]>[1]): void;
}

/** The same with the elements to work in between two phases, which all parameters share. */
/* @__NO_SIDE_EFFECTS__ */
export function besideOf<Options>(
  lengths: Asked<Options, Lengths>,
  work: Asked<Options, number>,
  lists: Lists,
): Beside {
  const asker = (known: ReadonlyMap<string, RowList>, { hyper }: StateLayout) => {
    const ask = <Result>(what: Asked<Options, Result>, { name, length, element }: Shape): Result => {
      const shaped = known.get(name) ?? {
        name,
        length,
        element,
        shape: shapeOf(hyper.given[0].shapes, { name, length, element }),
      };
      return what(shaped, hyper.values[hyper.groupOf(name)] as Options);
    };
    return {
      room: (of: Shape) => ask(work, of),
      /** What is of all rows is the first's. */
      lengths(of: Shape): Lengths {
        const list = known.get(of.name);
        const all = ask(lengths, of);
        if (list === undefined || of.name === rowName(list.name, 0)) return all;
        return Object.fromEntries(Object.keys(all).map((slot) => [slot, 0]));
      },
    };
  };
  return {
    lengths: (all, layout) => asker(lists.of(all, { layout }), layout).lengths,
    bytes(shapes, store) {
      const { layout } = store;
      const ask = asker(lists.of(shapes, store), layout);
      const kept = shapes.map((of) => {
        const counts = Object.values(ask.lengths(of));
        return counts.reduce((bytes, count) => bytes + regionBytes(of.element, count), 0);
      });
      // A room for each element type and group, as of spans.
      const rooms = new Map<string, number>();
      for (const of of shapes) {
        const span = `${of.element} ${layout.hyper.groupOf(of.name)}`;
        rooms.set(span, Math.max(rooms.get(span) ?? 0, regionBytes(of.element, ask.room(of))));
      }
      return [...kept, ...rooms.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
    place(arena, tensors, store) {
      const { hyper } = store.layout;
      hyper.named ??= (names) => requireNames(hyper.given[0].shapes, names);
      const known = lists.of(tensors, store);
      const ask = asker(known, store.layout);
      for (const tensor of tensors) {
        const { element, span } = tensor;
        tensor.list = known.get(tensor.name);
        tensor.shape = tensor.list?.shape ?? shapeOf(hyper.given[0].shapes, tensor);
        // The room is that of the span's largest parameter.
        span.room = Math.max(span.room ?? 0, ask.room(tensor));
        tensor.sides = Object.fromEntries(
          Object.entries(ask.lengths(tensor)).map(([slot, count]) => [
            slot,
            span.view(arena.take(element, count), count),
          ]),
        );
      }
      lists.lay?.(tensors);
      for (const span of new Set(tensors.map((tensor) => tensor.span))) span.work = arena.take(span.element, span.room);
    },
  };
}
