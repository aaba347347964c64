import { load, save } from "../../checkpoint/index.js";
import { internalsOf } from "../../internals.js";
import type { Element, Floats } from "../../numbers.js";
import type { Optimizer } from "../../optimizer.js";
import { randomOf } from "../../random.js";
import { hardGradient } from "./gradients.js";

export type Arrays = Record<string, Floats>;
/** All that there is after each step. */
export type Steps = { params: Arrays; state: Record<string, Arrays> }[];
export type Any = Optimizer & { update(params: object, grads: object, options?: object): void };
export type Make = (place: object) => Any;

/** What references keep beside the slots, by the parameter's name. */
export type Kept = Record<string, Record<string, number[]>>;

/** The same updates for each optimizer. */
export class Run {
  constructor(
    readonly element: Element,
    readonly steps: number,
    readonly seed: number,
    readonly perElement: readonly string[],
  ) {}

  /** Parameters and state after each step; `look` is shown each. */
  made(
    begun: Any,
    lengths: Readonly<Record<string, number>>,
    arrays: "caller's" | "allocated" | "loaded",
    look?: (optimizer: Any, t: number, before: Steps[0], after: Steps[0], grads: Arrays, kept: Kept) => void,
    anew?: Make,
  ): Steps {
    const { element, steps, seed, perElement } = this;
    const random = randomOf(seed);
    const draw = (of: (i: number) => number): Arrays =>
      Object.fromEntries(
        Object.entries(lengths).map(([name, length]) => [
          name,
          new (element === 4 ? Float32Array : Float64Array)(length).map((_, i) => of(i)),
        ]),
      );
    let optimizer = begun;
    let params = draw(() => random() * 4 - 2);
    if (arrays === "allocated") params = optimizer.allocate(params).params as Arrays;
    const inputs = Object.fromEntries(perElement.map((input) => [input, draw(() => random() * 2)]));
    const kept: Kept = Object.fromEntries(Object.keys(lengths).map((name) => [name, {}]));
    const all: Steps = [];
    for (let t = 1; t <= steps; t++) {
      const grads = draw((i) => hardGradient(i, t, element, random));
      const before = t === 1 ? beginning(optimizer, params, inputs) : all[t - 2];
      if (arrays === "loaded" && t === steps >> 1) {
        const file = save(optimizer);
        optimizer = (anew as Make)({ backend: "js" });
        load(optimizer, file);
      }
      optimizer.update(params, grads, t === 1 && perElement.length > 0 ? { perElement: inputs } : {});
      all.push(taken(params, optimizer.state as never));
      look?.(optimizer, t, before, all[t - 1], grads, kept);
    }
    return all;
  }
}

/** Slots are 0 before the first step, whatever they begin at: a reference says that itself. */
function beginning(optimizer: Any, params: Arrays, inputs: Record<string, Arrays>): Steps[0] {
  const { slots, kept = slots } = internalsOf("testRule", optimizer).kernels;
  const zeros = (): Arrays =>
    Object.fromEntries(Object.entries(params).map(([name, values]) => [name, values.map(() => 0)]));
  return taken(params, Object.fromEntries(kept.map((slot) => [slot, inputs[slot] ?? zeros()])));
}

function taken(params: Arrays, state: Record<string, Arrays>): Steps[0] {
  const copies = (map: Arrays): Arrays =>
    Object.fromEntries(Object.entries(map).map(([name, values]) => [name, values.slice()]));
  return {
    params: copies(params),
    state: Object.fromEntries(Object.entries(state).map(([slot, map]) => [slot, copies(map)])),
  };
}
