import type { UpdateOptions } from "../call-options.js";
import { Plan } from "../step/plan.js";
import type { Allocation } from "../step/plans.js";
import type { GivenPart, Routes } from "./parts.js";

/** What an update of a known model does in one part. */
interface Share {
  readonly part: GivenPart;
  /** By which the part's own plans know it: of models that nobody else has. */
  readonly known: Allocation;
}

/** The updates of all parts as one: every part has looked at all that it is given before the first moves. */
export class Steps {
  readonly #parts: readonly GivenPart[];
  readonly #routes: Routes;
  #shares = new WeakMap<Plan, readonly Share[]>();
  /** Of the last update, by part. */
  readonly #last: (Allocation | undefined)[];
  #now: readonly Share[] = [];
  #options: UpdateOptions | undefined;
  /** How far the update under way has come. */
  #at = 0;
  #accepted: (() => void) | undefined;
  readonly #next = (): void => this.#go(this.#at);

  constructor(parts: readonly GivenPart[], routes: Routes) {
    this.#parts = parts;
    this.#routes = routes;
    this.#last = parts.map(() => undefined);
  }

  /** Whether a part may have changed, by an update of its own or by what changes its state. */
  get isStale(): boolean {
    return this.#parts.some(({ of }, k) => of.plans.latest !== this.#last[k]);
  }

  /** Forgets what was made of plans. */
  renew(): void {
    this.#shares = new WeakMap();
    this.#parts.forEach(({ of }, k) => (this.#last[k] = of.plans.latest));
  }

  /** Makes every part's step; `accepted` is called once nothing can refuse it any more, before the first write. */
  go(plan: Plan, gradScale: number, accepted: () => void): void {
    this.#now = this.#sharesOf(plan);
    this.#options = gradScale === 1 ? undefined : { gradScale };
    this.#accepted = accepted;
    this.#at = 0;
    this.#go(0);
  }

  /** The parts from `k` on: each goes on to the next when it has looked at everything, and moves when those have moved. */
  #go(k: number): void {
    if (k === this.#now.length) return this.#accepted?.();
    const { part, known } = this.#now[k];
    const { optimizer, of } = part;
    of.plans.latest = known;
    this.#last[this.#parts.indexOf(part)] = known;
    this.#at = k + 1;
    of.counts.beside = this.#next;
    try {
      optimizer.update(known.params as never, known.grads as never, this.#options);
    } finally {
      of.counts.beside = undefined;
    }
  }

  #sharesOf(plan: Plan): readonly Share[] {
    const found = this.#shares.get(plan);
    if (found) return found;
    const made = this.#parts.flatMap((part, k): Share[] => {
      const isIts = (name: string): boolean => this.#routes.of(name) === k;
      const names = plan.names.filter(isIts);
      if (names.length === 0) return [];
      const share = new Plan(
        plan.bindings.filter(({ name }) => isIts(name)),
        plan.added.filter(({ name }) => isIts(name)),
        undefined,
        undefined,
        new Map([...plan.staying].filter(([name]) => isIts(name))),
        names,
      );
      share.recognisable = false;
      return [{ part, known: { params: {}, grads: {}, plan: share } }];
    });
    this.#shares.set(plan, made);
    return made;
  }
}
