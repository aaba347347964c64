import type { Internals } from "../internals.js";
import { ACCUMULATED, AVERAGE } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import { round, type Floats, type Numbers } from "../numbers.js";
import type { Values } from "../options/hyperparameters.js";
import { quote } from "../options/messages.js";
import type { Binding } from "../step/binding.js";
import type { Move } from "../step/move.js";
import type { Plan } from "../step/plan.js";
import type { Passes } from "../step/passes.js";

/** What one pass does to a parameter of a step. */
export interface Work {
  /** What it keeps of each element, under this name: zeros at first. */
  readonly slot?: string;
  /** Throws for parameters that it cannot take. */
  check?(bindings: readonly Binding[]): void;
  /** Changes the gradient in place, before the step. */
  grad?(grad: Floats, place: Place): void;
  /** Changes those of all parameters in place: `gradOf` their places, which are in the order of the bindings. */
  grads?(places: readonly Place[], bindings: readonly Binding[]): void;
  /** Looks at the parameter before the step. */
  before?(place: Place): void;
  /** Changes the parameter in place, after the step. */
  param?(param: Numbers, place: Place): void;
}

/** A parameter in a step. */
export interface Place {
  readonly tensor: Tensor;
  readonly param: Numbers;
  /** The options it has in this step. */
  readonly options: Values;
  /** The optimizer's steps before this one. */
  readonly iteration: number;
}

/** Takes each step of an optimizer through its passes. All of them are loops in JavaScript, the same on both backends. */
export class Runner implements Passes {
  readonly #of: Internals;
  readonly #works: Work[] = [];
  #changesGrads = false;
  /** Whether averages are kept here, as they follow parameters that passes have changed. */
  #averages = false;

  static of(made: Internals): Runner {
    const { counts } = made;
    counts.passes ??= new Runner(made);
    return counts.passes as Runner;
  }

  private constructor(of: Internals) {
    this.#of = of;
  }

  take(title: string, work: Work): true {
    const { title: optimizer, store, counts, evaluating } = this.#of;
    const { slots, arrays } = store.layout as unknown as Record<"slots" | "arrays", string[]>;
    const keep = (slot: string) => void [slots.push(slot), arrays.push(slot)];
    if (work.param && evaluating !== undefined)
      throw new TypeError(
        `passes: ${title} changes parameters, and ${optimizer} makes them anew of its state: take another optimizer`,
      );
    if (work.slot && slots.includes(work.slot)) throw new TypeError(`passes has ${title} twice: give it once`);
    if (work.slot) keep(work.slot);
    const changesGrads = (work.grad ?? work.grads) !== undefined;
    if (changesGrads && !slots.includes(ACCUMULATED)) keep(ACCUMULATED);
    this.#changesGrads ||= changesGrads;
    if (work.param && counts.averages) {
      this.#averages = true;
      counts.averages = false;
    }
    this.#works.push(work);
    return true;
  }

  check({ bindings }: Plan): boolean {
    for (const { tensor, rows } of bindings)
      if (rows)
        throw new TypeError(
          `sparse rows of ${quote(tensor.name)} cannot go through passes: give a dense gradient, or that parameter an optimizer without passes`,
        );
    for (const work of this.#works) work.check?.(bindings);
    return this.#changesGrads;
  }

  begin({ bindings }: Move, scale: number): number {
    const places = bindings.map((binding) => this.#placeOf(binding));
    if (this.#changesGrads && scale !== 1)
      for (const place of places) {
        const grad = gradOf(place);
        for (let i = 0; i < grad.length; i++) grad[i] *= scale;
      }
    for (const work of this.#works) {
      work.grads?.(places, bindings);
      for (const place of places) {
        work.grad?.(gradOf(place), place);
        work.before?.(place);
      }
    }
    return this.#changesGrads ? 1 : scale;
  }

  end({ bindings }: Move): void {
    for (const binding of bindings) {
      const place = this.#placeOf(binding);
      for (const work of this.#works) work.param?.(binding.param, place);
      if (this.#averages) average(binding, place.options.emaDecay ?? this.#of.hyper.values[0].emaDecay);
    }
  }

  #placeOf({ tensor, param }: Binding): Place {
    const { hyper, counts } = this.#of;
    return { tensor, param, options: hyper.values[tensor.span.group], iteration: counts.iterations };
  }
}

/** The gradient that is changed before a step. */
export function gradOf({ tensor }: Place): Floats {
  return tensor.state(ACCUMULATED);
}

/** As the kernels do it: the first step copies. */
function average({ tensor, param }: Binding, decay: unknown): void {
  const kept = tensor.state(AVERAGE);
  const single = tensor.element === 4;
  const keep = round(single, decay as number);
  const gain = round(single, 1 - (decay as number));
  if (!tensor.averaged) kept.set(param);
  else if (gain !== 0)
    for (let i = 0; i < kept.length; i++) kept[i] = round(single, keep * kept[i]) + round(single, gain * param[i]);
  tensor.averaged = true;
}
