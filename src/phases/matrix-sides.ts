import { padded, type Beside, type Keeping } from "../memory/layout.js";
import type { RowList, Tensor } from "../memory/tensor.js";
import { placeInList, rowName } from "../model/rows.js";
import type { Shape } from "../numbers.js";
import { listsIn, type Placed } from "./lists.js";
import { besideOf, type Asked, type Lists } from "./sides.js";

/**
 * @internal State of a rule of matrices, as rows of one list are, that is not one number for each element, by the elements of
 * each slot, which may be none, and the elements to work in between two phases, which all parameters share.
 */
/* @__NO_SIDE_EFFECTS__ */
export function matrixSides<Options>(
  lengths: Asked<Options, Readonly<Record<string, number>>>,
  work: Asked<Options, number>,
): Beside {
  return besideOf(lengths, work, lists);
}

const lists: Lists = {
  of(all, { layout, tensors = new Map<string, Tensor>() }) {
    const { given, groupOf } = groupsOf(layout);
    const names = new Map<string, Placed>([...tensors, ...all.map((of) => [of.name, of] as const)]);
    const found = listsIn(names.values(), given, groupOf);
    requireAll(all, tensors, found);
    return found;
  },
  lay(tensors) {
    for (const own of new Set(tensors.map(({ span }) => span))) layTogether(tensors.filter(({ span }) => span === own));
  },
};

function groupsOf({ hyper }: Keeping["layout"]) {
  return { given: hyper.given[0].shapes, groupOf: (name: string) => hyper.groupOf(name) };
}

/** Throws where rows would join or leave others that have state. */
function requireAll(
  placed: readonly Shape[],
  kept: ReadonlyMap<string, Tensor>,
  found: ReadonlyMap<string, RowList>,
): void {
  if (kept.size === 0) return;
  const names = new Set(placed.map(({ name }) => name));
  const joined = new Set(placed.map(({ name }) => placeInList(name)?.list));
  for (const { name, list } of kept.values()) {
    const next = found.get(name);
    const above = placeInList(name)?.list;
    if (above === undefined || !joined.has(above) || (list ?? next) === undefined) continue;
    if (names.has(name) && list?.rows === next?.rows) continue;
    throw new TypeError(
      `${above} has state as ${list ? `a matrix of ${list.rows} rows` : "rows on their own"}, and is now something else: ` +
        "forget its rows first, or reset",
    );
  }
}

/** Has the rows of each list lie one after the other, without the padding between, where one array of them all would. */
function layTogether(tensors: readonly Tensor[]): void {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  let at = 0;
  for (const tensor of tensors) {
    const { list, element, length } = tensor;
    if (list === undefined) {
      move(tensor, at, (at += padded(element, length)));
    } else if (tensor.name === rowName(list.name, 0)) {
      const end = at + padded(element, list.length);
      for (let k = 0; k < list.rows; k++, at += length) {
        const last = k === list.rows - 1;
        move(byName.get(rowName(list.name, k)) as Tensor, at, last ? end : at + length);
      }
      at = end;
    }
  }
}

function move(tensor: Tensor, offset: number, end: number): void {
  const { span, length, resident } = tensor;
  tensor.offset = offset;
  tensor.end = end;
  if (resident)
    tensor.resident = tensor.whole = {
      param: span.view(span.params + offset, length),
      grad: span.view(span.grads + offset, length),
    };
}
