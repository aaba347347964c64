import { AUTO, backendFor } from "../backend/backend.js";
import type { Backend, BackendName } from "../backend/machine.js";
import type { Allocated } from "../model/types.js";
import { at, isFloats } from "../model/values.js";
import type { Floats } from "../numbers.js";
import { complain, isObject } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";
import type { Bounds } from "./box.js";
import { G, Memory, X } from "./memory.js";
import { vectorPasses } from "./passes.js";
import { QuasiNewton } from "./quasi-newton.js";
import { walk, type Walk, type Walker } from "./walk.js";

/** What `LBFGS` takes. */
export interface LBFGSOptions {
  /** Pairs of steps and changes of the gradient that are kept, 1 or more. Default 10. */
  history?: number;
  /**
   * `{ lower, upper }`, each in the shape of the parameters, where one number may stand for an array and names may be left
   * out; or `[lower, upper]` by name. A start outside is moved to the nearest point inside. Default: none.
   */
  bounds?: Bounds;
  /** Evaluations for one step at the most. Default 20. */
  maxLineSearch?: number;
  /** Where dot products and the recursion run, with the same bits; those of up to seven numbers in JavaScript. Default `"wasm"` where that compiles, else `"js"`. */
  backend?: BackendName;
}

const OPTIONS = {
  history: { default: 10, min: 1, fixed: true },
  bounds: undefined,
  maxLineSearch: { default: 20, min: 1, fixed: true },
  backend: undefined,
} as const;

const OTHER_NAMES = {
  history: "^m$|maxcor|memory|historysize",
  maxLineSearch: "maxls|linesearch",
  bounds: "lower|upper",
};

/**
 * L-BFGS for `minimize` and `minimizeAsync`: for smooth objectives that are evaluated on all data, float64 and float32,
 * of any size. With bounds it is L-BFGS-B.
 *
 * Sources: Nocedal 1980 for the two-loop recursion; Moré & Thuente 1994 for the strong Wolfe line search; Byrd, Lu,
 * Nocedal, Zhu 1995 and Morales & Nocedal 2011 for bounds. Each `minimize` begins anew, but after `restore`. `gradNorm` is
 * that of the projected gradient where there are bounds. Where no step makes the value less in the last digit, the reason
 * is "iterations".
 */
export class LBFGS implements Walker {
  readonly #history: number;
  readonly #bounds: Bounds | undefined;
  readonly #maxLineSearch: number;
  readonly #place: Backend;
  #memory: Memory | undefined;
  #allocated: { readonly params: object; readonly memory: Memory } | undefined;
  #restored: Readonly<Record<string, Floats>> | undefined;

  constructor(options: LBFGSOptions = {}) {
    requireKnown("LBFGS", OPTIONS, options as unknown, undefined, OTHER_NAMES);
    const { history = 10, bounds, maxLineSearch = 20, backend = AUTO } = own(options);
    this.#history = readNumber("history", OPTIONS.history, history);
    this.#maxLineSearch = readNumber("maxLineSearch", OPTIONS.maxLineSearch, maxLineSearch);
    if (bounds !== undefined && !isObject(bounds) && !Array.isArray(bounds))
      complain("bounds", "{ lower, upper }, or [lower, upper] by name", bounds);
    if (![AUTO, "wasm", "js"].includes(backend)) complain("backend", '"wasm" or "js"', backend, RangeError);
    this.#bounds = bounds;
    this.#place = backendFor(backend, vectorPasses.wasm);
  }

  /** Where the arithmetic runs, but that of a few numbers. */
  get backend(): BackendName {
    return this.#place.name;
  }

  /**
   * Typed arrays in the memory of L-BFGS, holding these values, and zeroed gradients beside them: `minimize` of these very
   * parameters, by an objective that writes its gradients there, copies nothing.
   */
  allocate<Initial extends object>(initial: Initial): { params: Allocated<Initial>; grads: Allocated<Initial> } {
    const memory = new Memory(initial, this.#place, this.#history, true);
    const { point, vectors } = memory;
    const copyFor = (vector: number, whole: boolean) => {
      const views = vectors.views(vector);
      return point.copy((leaf) => views[leaf], whole);
    };
    const [params, grads] = [copyFor(X, true), copyFor(G, false)];
    point.saveTo(vectors.views(X));
    this.#allocated = { params, memory };
    return { params, grads } as { params: Allocated<Initial>; grads: Allocated<Initial> };
  }

  /**
   * What is known of the curvature, as flat names and arrays that `encode` of optim-wasm/checkpoint takes: `s.0.W` and
   * `y.0.W` for the oldest pair of `W`. Empty before the first step.
   */
  state(): Record<string, Floats> {
    if (this.#restored) return { ...this.#restored };
    if (!this.#memory) return {};
    const { point, vectors, curvature } = this.#memory;
    const saved: Record<string, Floats> = {};
    for (let k = 0; k < curvature.count; k++) {
      for (const [label, vector] of [["s", curvature.steps[k]] as const, ["y", curvature.changes[k]] as const])
        vectors
          .views(vector)
          .forEach((view, leaf) => (saved[`${label}.${k}.${point.leaves[leaf].name}`] = view.slice()));
    }
    return saved;
  }

  /** The next `minimize` goes on with this state: from the parameters where it was taken, to the same bits. */
  restore(state: Readonly<Record<string, Floats>>): void {
    if (!isObject(state)) complain("state", "what state() returned", state);
    const taken: Record<string, Floats> = {};
    for (const [name, array] of Object.entries(state)) {
      if (!isFloats(array)) complain(at("state", name), "a Float32Array or Float64Array", array);
      if (!/^[sy]\.\d+\./.test(name)) complain("a name of the state", '"s.0.name" or "y.0.name"', name, RangeError);
      taken[name] = array.slice();
    }
    this.#restored = taken;
  }

  /** @internal */
  [walk](params: unknown): Walk {
    const ours = this.#allocated;
    const memory = ours && ours.params === params ? ours.memory : new Memory(params, this.#place, this.#history, false);
    memory.curvature.clear();
    const made = new QuasiNewton(params, memory, this.#bounds, this.#maxLineSearch);
    if (this.#restored) this.#fill(memory, this.#restored);
    this.#restored = undefined;
    this.#memory = memory;
    return made;
  }

  /** Puts a state into the memory, all of it checked before. */
  #fill({ point, vectors, curvature }: Memory, state: Readonly<Record<string, Floats>>): void {
    const names = Object.keys(state);
    const count = 1 + Math.max(-1, ...names.map((name) => Number(name.split(".")[1])));
    const shapes = vectors.views(X);
    const asked = new Map<string, Floats>();
    for (let k = 0; k < count; k++)
      for (const label of ["s", "y"])
        point.leaves.forEach(({ name }, leaf) => asked.set(`${label}.${k}.${name}`, shapes[leaf]));
    for (const [name, shape] of asked) {
      const found = state[name];
      if (found?.length !== shape.length || found.BYTES_PER_ELEMENT !== shape.BYTES_PER_ELEMENT)
        complain(at("state", name), `a float${8 * shape.BYTES_PER_ELEMENT} array of ${shape.length}`, found);
    }
    const other = names.find((name) => !asked.has(name));
    if (other !== undefined) throw new RangeError(`${at("state", other)} is of no parameter of this model`);
    for (let k = Math.max(0, count - this.#history); k < count; k++) {
      const pair = curvature.next();
      ["s", "y"].forEach((label, j) =>
        vectors.views(pair[j]).forEach((view, leaf) => view.set(state[`${label}.${k}.${point.leaves[leaf].name}`])),
      );
      curvature.take();
    }
  }
}
