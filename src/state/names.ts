import type { Tensor } from "../memory/tensor.js";
import { requireWhole } from "../memory/whole.js";
import type { Internals } from "../internals.js";
import { keepAlone } from "../step/keep-alone.js";
import { complain, isObject, quote } from "../options/messages.js";
import { renamedLists, requireSameLists, requireWholeLists } from "./lists.js";
import { follow, known, look } from "./looking.js";

export function renameAll(into: Internals, given: unknown): void {
  const { store, plans, hyper } = into;
  const renamed = look(into, "rename", () => {
    requireWhole(into, "rename");
    const read = readNames(into, given);
    requireSameLists(store, read);
    const listOf = renamedLists(read);
    const names = [...read];
    const stays = names.filter(([tensor, name]) => hyper.groupOf(name) === tensor.span.group);
    const moves = names.filter((each) => !stays.includes(each));
    const shapes = moves.map(([{ element, length }, name]) => ({ name, element, length }));
    const placed = shapes.length > 0 ? store.place(shapes) : [];
    moves.forEach(([tensor], k) => {
      for (const slot of store.layout.slots) placed[k].state(slot).set(tensor.state(slot));
    });
    return new Map([
      ...stays.map(([tensor, name]) => [tensor, called(name, tensor, listOf(tensor))] as const),
      ...moves.map(([tensor], k) => [tensor, follow(placed[k], tensor)] as const),
    ]);
  });
  keepAlone(
    store,
    [...store.tensors.values()].map((tensor) => renamed.get(tensor) ?? tensor),
  );
  plans.renew();
}

export function forgetNames(into: Internals, given: unknown): void {
  const { store, plans } = into;
  const gone = look(into, "forget", () => {
    requireWhole(into, "forget");
    if (!Array.isArray(given)) complain("names", "a list of parameters' names", given);
    // Unlike map, it sees the holes of a list.
    const going = new Set(
      Array.from(given, (name: unknown, k) => known(into, "forget", readName(`names[${k}]`, name))),
    );
    requireWholeLists(store, going);
    return going;
  });
  for (const { clock } of gone) clock.leave();
  keepAlone(
    store,
    [...store.tensors.values()].filter((tensor) => !gone.has(tensor)),
  );
  plans.renew();
}

/** The tensors that take other names; no two come to one name. */
function readNames(into: Internals, given: unknown): Map<Tensor, string> {
  if (!isObject(given)) complain("names", "an object of names, { old: new }", given);
  const names = new Map<Tensor, string>();
  const taken = new Set<string>();
  for (const [from, value] of Object.entries(given)) {
    const to = readName(`names[${quote(from)}]`, value);
    if (taken.has(to)) throw new RangeError(`two parameters would be called ${quote(to)}`);
    taken.add(to);
    names.set(known(into, "rename", from), to);
  }
  for (const to of taken) {
    const other = into.store.tensors.get(to);
    if (other && !names.has(other))
      throw new RangeError(`${quote(to)} has state of its own: rename it too, or forget it first`);
  }
  return names;
}

function readName(label: string, name: unknown): string {
  return typeof name === "string" ? name : complain(label, "a string", name);
}

/** The same place under another name; arrays from `allocate` are known there. */
function called(name: string, tensor: Tensor, list: Tensor["list"]): Tensor {
  const { span, element, length, offset, end, resident, clock, sides, shape } = tensor;
  // Its own class: this import is a bundle with a copy of each.
  const { constructor: Same } = tensor as unknown as { constructor: typeof Tensor };
  return Object.assign(follow(new Same(span, { name, element, length }, offset, clock), tensor), {
    end,
    resident,
    sides,
    shape,
    list,
  });
}
