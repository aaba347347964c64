import { ACCUMULATED, ASIDE, AVERAGE } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import { placeInList } from "../model/rows.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, quote } from "../options/messages.js";
import { own } from "../options/read.js";
import { requireOwn } from "../step/averages.js";
import { IDLE, TORN } from "../step/phase.js";
import type { Store } from "../step/store.js";
import { requireSame } from "./entries.js";
import { readHyperparameters } from "./hyperparameters.js";
import { requireSeeds } from "./seeds.js";
import { Model, parameterOf, paramName, type Goal } from "./model.js";
import { requireMatrices } from "./matrices.js";
import { Pairs, typeOf, type Size } from "./pairs.js";
import type { Saved } from "./saved.js";
import { renames, type Loaded, type LoadOptions } from "./ways.js";

/** What an optimizer is certain to take. */
export interface Restoring {
  /** By the tensor's name in the file. */
  readonly goals: ReadonlyMap<string, Goal>;
  /** State for parameters that have none yet, not yet kept. */
  readonly added: readonly Tensor[];
  readonly names: Loaded;
  /** Whether values go to plain numbers and lists, which may refuse them: they must be at their goals before `commit`. */
  readonly mayRefuse: boolean;
  /** Takes over what may be refused, by a schedule or list; then it throws and has changed nothing. The result takes it back. */
  agree(): () => void;
  /** Takes over the rest but for the numbers of tensors. */
  commit(): void;
  /** Comes last, with all numbers at their goals. */
  settle(): void;
}

export function tensorName(name: string, slot: string): string {
  return `state.${name}.${slot}`;
}

/**
 * Has an optimizer go on from what was saved, with these tensors, or arrays of a `Size` each. Checks all of it and changes
 * nothing. The model is in the options, or `its`.
 */
export function restoring(
  into: Internals,
  saved: Saved,
  tensors: ReadonlyMap<string, Size>,
  ways: LoadOptions = {},
  placed?: readonly Tensor[],
  its?: Model,
): Restoring {
  const { store, plans, title, hyper, counts } = into;
  const { tensors: kept, layout } = store;
  const { slots } = layout;
  const { params, keep, rename, partial } = own(ways);
  const { whence } = saved;
  const restoreHyper = readHyperparameters(hyper, saved, keep);
  requireSeeds(hyper, saved);
  const every = Number(hyper.values[0].accumulate);
  if (saved.counts.microSteps >= every)
    complain(`microSteps in ${whence}`, `below accumulate, ${every}`, saved.counts.microSteps, RangeError);
  for (const tensor of kept.values()) requireOwn(tensor, "load");

  const valued = [...tensors].flatMap(([label, size]) => {
    const from = parameterOf(label);
    return from === undefined ? [] : [{ ...size, label, from }];
  });
  const here = renames([...saved.shapes.map(({ name }) => name), ...valued.map(({ from }) => from)], rename);
  const model = params === undefined ? its : new Model(params, into.store.tied);
  const pairs = new Pairs(whence, partial);
  const goals = new Map<string, Goal>();
  const shapes = saved.shapes.map((shape) => {
    const name = here(shape.name);
    return { ...shape, name, label: name, from: shape.name };
  });
  // An optimizer that knows no names takes any.
  const any = new Map(kept.size > 0 || model ? [] : shapes.map((shape) => [shape.name, shape]));
  const states = pairs.fitting(
    shapes,
    (name) => kept.get(name) ?? model?.found.get(name) ?? any.get(name),
    `${title} does not keep here`,
  );
  const stated = new Map(states.map((state) => [state.name, state]));
  for (const name of kept.keys()) if (!stated.has(name)) pairs.lack(name, name);
  const sidesOf = layout.beside?.lengths(shapes, layout);
  const lengths = ({ name, element, length }: Shape) => {
    const of = { name: here(name), element, length };
    const sides = sidesOf?.(of);
    const bytes = layout.beside?.elements?.(of, layout);
    return (slot: string): Size => ({
      element: (bytes?.[slot] as Size["element"] | undefined) ?? element,
      length: sides?.[slot] ?? length,
    });
  };
  requireWhole(saved, tensors, saved.evaluating ? [...slots, ASIDE] : slots, title, lengths);
  if (model) {
    if (valued.length === 0) throw new RangeError("the file has no parameters: it was saved without them");
    const items = valued.map((value) => ({ ...value, name: here(value.from) }));
    const values = pairs.fitting(items, (name) => model.found.get(name), "params does not have");
    const given = new Set(values.map(({ name }) => name));
    for (const name of model.found.keys()) if (!given.has(name)) pairs.lack(paramName(name), name);
    for (const { name, label } of values) goals.set(label, model.goal(name));
  }
  const torn = counts.phase.after === TORN ? pairs.names.missing.find((name) => kept.has(name)) : undefined;
  if (torn !== undefined)
    throw new TypeError(
      `the last step was torn: load all of its parameters, or reset first, for nothing in ${whence} fits ${quote(torn)}`,
    );
  const added =
    placed ??
    placeAll(
      store,
      states.filter(({ name }) => !kept.has(name)),
    );
  const fresh = new Map(added.map((tensor) => [tensor.name, tensor]));
  const moving = states.map((state) => ({
    ...state,
    tensor: (kept.get(state.name) ?? fresh.get(state.name)) as Tensor,
  }));
  const changed =
    moving.some(({ tensor }) => tensor === undefined) || added.some(({ name }) => kept.has(name) || !stated.has(name));
  if (changed) throw new TypeError("the optimizer has changed while the file came in: load it before the next update");
  requireMatrices(moving, saved);
  for (const { name, from, tensor } of moving)
    for (const slot of slots) {
      const label = tensorName(from, slot);
      const found = tensors.get(label);
      if (found === undefined) continue;
      const values = tensor.state(slot);
      // Of a matrix of rows, of which in part there are others.
      requireSame(quote(label), typeOf(found), typeOf({ ...found, length: values.length }), whence);
      goals.set(label, { values, hidden: fresh.has(name) });
    }
  const asides = new Map<Tensor, Floats>();
  for (const { from, tensor } of moving) {
    if (!tensors.has(tensorName(from, ASIDE))) continue;
    const values = new (floatsOf(tensor.element))(tensor.length);
    asides.set(tensor, values);
    goals.set(tensorName(from, ASIDE), { values, hidden: true });
  }

  return {
    goals,
    added,
    names: pairs.names,
    mayRefuse: model?.mayRefuse ?? false,
    agree() {
      const takeBack = model?.write();
      try {
        const takeBackHyper = restoreHyper();
        return () => {
          takeBackHyper();
          takeBack?.();
        };
      } catch (error) {
        takeBack?.();
        throw error;
      }
    },
    commit() {
      Object.assign(counts, saved.counts, { gradNorm: undefined });
      store.admit(added);
      // The window that a parameter has gathered in is over where it stays as it is.
      for (const tensor of kept.values()) if (!stated.has(tensor.name)) close(tensor, slots);
      for (const { from, tensor } of moving) {
        const has = (slot: string) => tensors.has(tensorName(from, slot));
        for (const slot of slots) if (!has(slot)) tensor.state(slot).fill(store.initial(slot, tensor.span.group));
        tensor.averaged = has(AVERAGE);
        tensor.gathered = has(ACCUMULATED);
        tensor.aside = asides.get(tensor);
        tensor.swapped = tensor.aside !== undefined;
      }
      store.wind(
        ({ name, clock }) => {
          const state = stated.get(name);
          return state ? (saved.steps?.get(state.from) ?? saved.counts.iterations) : clock.steps;
        },
        ({ name, clock }) => {
          const state = stated.get(name);
          return state ? (saved.carried?.get(state.from) ?? store.layout.carried) : clock.carried;
        },
      );
      if (into.evaluating !== undefined) into.evaluating = saved.evaluating ?? false;
      // Where a minimization calls this, it is still at it.
      if (counts.phase.after === TORN) counts.phase.after = IDLE;
      plans.renew();
    },
    settle() {
      if (!saved.zeros) return;
      for (const { tensor } of moving)
        tensor.gathered &&= (tensor.state(ACCUMULATED) as Float64Array).some((value) => value !== 0);
    },
  };
}

function close(tensor: Tensor, slots: readonly string[]): void {
  if (slots.includes(ACCUMULATED)) tensor.state(ACCUMULATED).fill(0);
  tensor.gathered = false;
}

/** The tensors are those of these parameters' state, all of them and no others; beside parameters themselves. */
function requireWhole(
  { shapes, whence }: Saved,
  tensors: ReadonlyMap<string, Size>,
  slots: readonly string[],
  title: string,
  sizesOf: (shape: Shape) => (slot: string) => Size,
): void {
  const rest = new Set(tensors.keys());
  for (const shape of shapes) {
    const sizeOf = sizesOf(shape);
    for (const slot of slots) {
      const name = tensorName(shape.name, slot);
      const found = tensors.get(name);
      rest.delete(name);
      if (found) requireSame(quote(name), typeOf(found), typeOf(sizeOf(slot)), whence, "for its parameter");
      else if (![AVERAGE, ACCUMULATED, ASIDE].includes(slot))
        throw new RangeError(`${quote(name)} is missing in ${whence}`);
    }
  }
  for (const name of rest)
    if (parameterOf(name) === undefined)
      throw new RangeError(`${whence} has ${quote(name)}, which ${title} does not keep here`);
}

/** So many bytes of state are placed in one piece: an engine has memories of up to 4 GiB. */
const PIECE = 2 ** 31;

function placeAll(store: Store, shapes: readonly Shape[]): Tensor[] {
  const parts: Shape[][] = [[]];
  let bytes = 0;
  let before: string | undefined;
  for (const shape of shapes) {
    const more = shape.element * shape.length * store.layout.slots.length;
    const list = placeInList(shape.name)?.list;
    const isWithLast = list !== undefined && list === before;
    before = list;
    // Rows of a list lie together.
    if (bytes > 0 && bytes + more > PIECE && !isWithLast) {
      parts.push([]);
      bytes = 0;
    }
    bytes += more;
    parts[parts.length - 1].push(shape);
  }
  return parts.flatMap((part) => store.place(part));
}
