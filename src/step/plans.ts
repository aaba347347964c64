import { parametersOf, readMaps } from "../model/maps.js";
import { copyOf, readTree, STILL } from "../model/tree.js";
import { at } from "../model/values.js";
import type { Shard } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import { floatsOf, type Floats } from "../numbers.js";
import { bindingOf, type Binding } from "./binding.js";
import { Plan, type Still } from "./plan.js";
import type { Store } from "./store.js";

/** So many models in turn are recognised, beside those from `allocate`. */
const MOST = 8;

type Arrays = Map<string, Floats>;

/** Two models that `allocate` handed out, recognised by identity. */
export interface Allocation {
  readonly params: object;
  readonly grads: object;
  plan: Plan;
}

/** What keeps the tensors of a model: an optimizer's store, or those of several. */
export interface Keeper extends Pick<Store, "tied" | "requireFit" | "place" | "replace" | "admit"> {
  readonly tensors: Pick<ReadonlyMap<string, Tensor>, "get" | "has">;
}

/** What updates of the models seen so far do. */
export class Plans {
  readonly #store: Keeper;
  #allocations: Allocation[] = [];
  /** The gradients that `allocate` handed out. */
  #zeros: Arrays[] = [];
  /** The allocated models of the last update; none where tensors may have changed since. */
  latest: Allocation | undefined;
  /** The latest first. */
  readonly #known: Plan[] = [];

  constructor(store: Keeper) {
    this.#store = store;
  }

  /** What an update of these maps does; names not seen before get state, which is kept once the plan is admitted. */
  find(params: object, grads: object): Plan {
    const latest = this.latest;
    if (latest !== undefined && latest.params === params && latest.grads === grads) return latest.plan;
    return this.#search(params, grads);
  }

  #search(params: object, grads: object): Plan {
    const allocations = this.#allocations;
    for (let k = 0; k < allocations.length; k++) {
      if (allocations[k].params !== params || allocations[k].grads !== grads) continue;
      this.latest = allocations[k];
      return allocations[k].plan;
    }
    const known = this.#known;
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < known.length; k++) {
        if (known[k].takes(params as Record<string, unknown>, grads as Record<string, unknown>, pass === 1))
          return this.#first(k);
      }
    }
    return this.#make(params, grads);
  }

  /** Keeps the state of names not seen before, and the plan for the next update. */
  admit(plan: Plan): void {
    this.#store.admit(plan.added);
    plan.added.length = 0;
    plan.kept = true;
    if (!plan.recognisable) return;
    // Of the same parameters only the latest: it takes their arrays in, where it can, and else would be kept in vain.
    const others = this.#known.filter((known) => !known.isOf(plan.bindings));
    this.#known.splice(0, this.#known.length, plan, ...others.slice(0, MOST - 1));
  }

  /**
   * Memory for these parameters and their gradients; state they have already moves in with them, unless `fresh`. In a shard
   * all of both, and state for a part.
   */
  allocate(initial: unknown, fresh: boolean, shard?: Shard): Pick<Allocation, "params" | "grads"> {
    const tree = readTree("initial", initial);
    const entries = parametersOf("initial", tree, this.#store.tied, () => true);
    for (const entry of entries) if (!fresh) this.#store.requireFit("initial", entry);
    const tensors = this.#store.place(entries, true, shard);
    const arrays: Arrays = new Map();
    const zeros: Arrays = new Map();
    tensors.forEach((tensor, k) => {
      const { param, grad } = tensor.whole as NonNullable<Tensor["whole"]>;
      const { name, param: value, tied, element, length } = entries[k];
      param.set(typeof value === "number" ? [value] : value);
      this.#store.replace(tensor, fresh);
      arrays.set(name, param);
      zeros.set(name, grad);
      for (const { name: other } of tied) {
        arrays.set(other, param);
        zeros.set(other, new (floatsOf(element))(length));
      }
    });
    const params = copyOf(tree.root, arrays, true);
    const grads = copyOf(tree.root, zeros, false);
    // As long as a model has names of its own, all its gradients are zeroed.
    this.#zeros = this.#zeros.filter((before) => [...before.keys()].some((name) => !zeros.has(name)));
    this.#zeros.push(zeros);
    this.#allocations = this.#allocations.filter(this.#isKept);
    const bindings = tensors.map((tensor) => bindingOf(tensor, tensor.resident as NonNullable<Tensor["resident"]>));
    // Gradients of one place are summed at each step.
    if (entries.length === tree.leaves.length) this.#allocations.push({ params, grads, plan: allocatedPlan(bindings) });
    this.#known.length = 0;
    this.latest = undefined;
    return { params, grads };
  }

  /** Makes the plans anew, where tensors have changed in what sets runs apart. */
  renew(): void {
    this.#known.length = 0;
    this.#allocations = this.#allocations.filter(this.#isKept);
    this.latest = undefined;
    for (const allocation of this.#allocations) allocation.plan = allocatedPlan(allocation.plan.bindings);
  }

  /** Whether its parameters are kept where they were. */
  readonly #isKept = ({ plan }: Allocation): boolean =>
    plan.bindings.every(({ name, tensor }) => this.#store.tensors.get(name) === tensor);

  /** Zeroes the gradients that `allocate` handed out. */
  zeroGrads(): void {
    for (const grads of this.#zeros) for (const grad of grads.values()) if (grad.length > 0) grad.fill(0);
  }

  #first(k: number): Plan {
    const known = this.#known;
    const plan = known[k];
    for (let j = k; j > 0; j--) known[j] = known[j - 1];
    known[0] = plan;
    return plan;
  }

  // Apart from find, where its closures would cost an allocation on every update.
  #make(params: object, grads: object): Plan {
    const { entries, moved, root, recognisable } = readMaps(params, grads, this.#store.tied);
    const { tensors } = this.#store;
    for (const entry of entries) {
      this.#store.requireFit("params", entry);
      const { resident } = tensors.get(entry.name) ?? {};
      if (resident && entry.param === resident.grad)
        throw new TypeError(`${at("params", entry.name)} is the gradient from allocate: params come first, then grads`);
    }
    const moving = entries.filter(({ stays }) => !stays);
    const staying = new Map<string, Still>();
    for (const entry of entries)
      if (entry.stays) staying.set(entry.name, (entry.node.items[entry.place] = { ...entry, is: STILL }));
    const added = this.#store.place(moving.filter(({ name }) => !tensors.has(name)));
    const fresh = new Map(added.map((tensor) => [tensor.name, tensor]));
    const bindings = moving.map((entry): Binding => {
      const tensor = (tensors.get(entry.name) ?? fresh.get(entry.name)) as Tensor;
      return bindingOf(tensor, entry);
    });
    moving.forEach(({ node, place }, k) => (node.items[place] = bindings[k]));
    const names = entries.map(({ name }) => name);
    const plan = new Plan(bindings, added, moved, root, staying, names);
    plan.recognisable = recognisable && entries.every(({ tied }) => tied.length === 0);
    if (staying.size === 0) plan.frozen = this.#allocations.find((known) => known.params === params)?.params;
    return plan;
  }
}

function allocatedPlan(bindings: readonly Binding[]): Plan {
  const plan = new Plan(bindings);
  plan.kept = true;
  return plan;
}
