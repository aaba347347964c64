import type { RowList, Tensor } from "../memory/tensor.js";
import { placeInList } from "../model/rows.js";
import { quote } from "../options/messages.js";
import type { Store } from "../step/store.js";

/** Throws where rows of a list, which are one matrix, would get names that are not those of rows of one list. */
export function requireSameLists({ tensors, layout }: Store, names: ReadonlyMap<Tensor, string>): void {
  const after = new Map(
    [...tensors.values()].map((tensor) => {
      const { name, element, length } = tensor;
      return [tensor, { name: names.get(tensor) ?? name, element, length }];
    }),
  );
  const lengths = layout.beside?.lengths([...after.values()], layout);
  const lists = new Map<RowList, string | undefined>();
  for (const [tensor, of] of after) {
    const { list, name } = tensor;
    const next = placeInList(of.name);
    if (list === undefined && (next === undefined || of.name === name)) continue;
    const kept = Object.entries(lengths?.(of) ?? {});
    const inPlace =
      list === undefined ||
      (next?.place === placeInList(name)?.place && (lists.get(list) ?? next?.list) === next?.list);
    if (list) lists.set(list, next?.list);
    if (inPlace && kept.every(([slot, count]) => tensor.state(slot).length === count)) continue;
    throw new TypeError(
      `rename: the rows of a list are one matrix, and ${quote(name)} would ${list ? "leave" : "become"} one as ${quote(of.name)}: ` +
        "rename all rows of a list alike, or forget them",
    );
  }
}

/** The lists under the names that their rows have now. */
export function renamedLists(names: ReadonlyMap<Tensor, string>): (tensor: Tensor) => RowList | undefined {
  const lists = new Map<RowList, RowList>();
  for (const [{ list }, to] of names)
    if (list && !lists.has(list)) lists.set(list, { ...list, name: placeInList(to)?.list ?? list.name });
  return ({ list }) => list && lists.get(list);
}

/** Throws where a row goes and others of its list stay. */
export function requireWholeLists({ tensors }: Store, gone: ReadonlySet<Tensor>): void {
  const going = new Map([...gone].flatMap(({ list, name }) => (list ? [[list, name]] : [])));
  for (const tensor of tensors.values()) {
    const name = tensor.list && going.get(tensor.list);
    if (name !== undefined && !gone.has(tensor))
      throw new TypeError(
        `forget: ${quote(name)} is a row of a matrix, whose other rows have state with it: forget ${quote(tensor.name)} too`,
      );
  }
}
