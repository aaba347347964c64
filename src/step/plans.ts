import { readMaps, requireNames } from "../model/maps.js";
import { at, readValue } from "../model/values.js";
import type { Tensor } from "../memory/tensor.js";
import type { Floats } from "../numbers.js";
import { bindingOf, type Binding } from "./binding.js";
import { Plan } from "./plan.js";
import type { Store } from "./store.js";

/** So many models in turn are recognised, beside those from `allocate`. */
const MOST = 8;

type Arrays = Readonly<Record<string, Floats>>;

/** Two maps that `allocate` handed out, recognised by identity. */
interface Allocation {
  readonly params: Arrays;
  readonly grads: Arrays;
  plan: Plan;
}

/** What updates of the models seen so far do. */
export class Plans {
  readonly #store: Store;
  #allocations: Allocation[] = [];
  /** The gradients that `allocate` handed out. */
  #grads: Arrays[] = [];
  #latest: Allocation | undefined;
  /** The latest first. */
  readonly #known: Plan[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** What an update of these maps does; names not seen before get state, which is kept once the plan is admitted. */
  find(params: object, grads: object): Plan {
    const latest = this.#latest;
    if (latest !== undefined && latest.params === params && latest.grads === grads) return latest.plan;
    return this.#search(params, grads);
  }

  #search(params: object, grads: object): Plan {
    const allocations = this.#allocations;
    for (let k = 0; k < allocations.length; k++) {
      if (allocations[k].params !== params || allocations[k].grads !== grads) continue;
      this.#latest = allocations[k];
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

  /** Memory for these parameters and their gradients; state they have already moves in with them, unless `fresh`. */
  allocate(initial: Readonly<Record<string, unknown>>, fresh: boolean): Pick<Allocation, "params" | "grads"> {
    requireNames("initial", initial);
    const entries = Object.keys(initial).map((name) => ({ name, ...readValue("initial", name, initial[name]) }));
    for (const entry of entries) if (!fresh) this.#store.requireFit("initial", entry);
    const tensors = this.#store.place(entries, true);
    const resident = tensors.map((tensor) => tensor.resident as NonNullable<Tensor["resident"]>);
    tensors.forEach((tensor, k) => {
      const { value } = entries[k];
      resident[k].param.set(typeof value === "number" ? [value] : value);
      this.#store.replace(tensor, fresh);
    });
    const [params, grads] = (["param", "grad"] as const).map((which) =>
      Object.freeze(Object.fromEntries(tensors.map(({ name }, k) => [name, resident[k][which]]))),
    );
    // As long as a map has names of its own, all its gradients are zeroed.
    this.#grads = this.#grads.filter((before) => Object.keys(before).some((name) => !Object.hasOwn(grads, name)));
    this.#grads.push(grads);
    this.#allocations = this.#allocations.filter(this.#isKept);
    const bindings = tensors.map((tensor, k) => bindingOf(tensor, resident[k]));
    this.#allocations.push({ params, grads, plan: allocatedPlan(bindings) });
    this.#known.length = 0;
    this.#latest = undefined;
    return { params, grads };
  }

  /** Makes the plans anew, where tensors have changed in what sets runs apart. */
  renew(): void {
    this.#known.length = 0;
    this.#allocations = this.#allocations.filter(this.#isKept);
    this.#latest = undefined;
    for (const allocation of this.#allocations) allocation.plan = allocatedPlan(allocation.plan.bindings);
  }

  /** Whether its parameters are kept where they were. */
  readonly #isKept = ({ plan }: Allocation): boolean =>
    plan.bindings.every(({ name, tensor }) => this.#store.tensors.get(name) === tensor);

  /** Zeroes the gradients that `allocate` handed out. */
  zeroGrads(): void {
    for (const grads of this.#grads) for (const grad of Object.values(grads)) if (grad.length > 0) grad.fill(0);
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
    const { entries, moved } = readMaps(params, grads);
    const { tensors } = this.#store;
    for (const entry of entries) {
      this.#store.requireFit("params", entry);
      const { resident } = tensors.get(entry.name) ?? {};
      if (resident && entry.param === resident.grad)
        throw new TypeError(`${at("params", entry.name)} is the gradient from allocate: params come first, then grads`);
    }
    const moving = entries.filter(({ stays }) => !stays);
    const staying = new Map(entries.flatMap(({ name, param, stays }) => (stays ? [[name, param]] : [])));
    const added = this.#store.place(moving.filter(({ name }) => !tensors.has(name)));
    const fresh = new Map(added.map((tensor) => [tensor.name, tensor]));
    const bindings = moving.map((entry): Binding => {
      const tensor = (tensors.get(entry.name) ?? fresh.get(entry.name)) as Tensor;
      return bindingOf(tensor, entry);
    });
    const prototypes = [Object.getPrototypeOf(params), Object.getPrototypeOf(grads)] as const;
    const plan = new Plan(bindings, added, moved, staying, ...prototypes);
    plan.recognisable = !inherits(params) && !inherits(grads);
    if (staying.size === 0) plan.frozen = this.#allocations.find((known) => known.params === params)?.params;
    return plan;
  }
}

function allocatedPlan(bindings: readonly Binding[]): Plan {
  const plan = new Plan(bindings);
  plan.kept = true;
  return plan;
}

/** Whether a map has names by inheritance, which a loop over it would take for its own. */
function inherits(map: object): boolean {
  for (const name in map) if (!Object.hasOwn(map, name)) return true;
  return false;
}
