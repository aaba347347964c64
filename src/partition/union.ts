import type { Tensor } from "../memory/tensor.js";
import type { Shape } from "../numbers.js";
import type { Keeper } from "../step/plans.js";
import type { GivenPart, Routes } from "./parts.js";

/** The stores of several optimizers as one: what is asked of a name goes to its part's. */
export class Union implements Keeper {
  readonly tied: boolean;
  readonly #parts: readonly GivenPart[];
  readonly #routes: Routes;
  readonly tensors: Keeper["tensors"] = {
    get: (name) => this.#storeOf(name).tensors.get(name),
    has: (name) => this.#storeOf(name).tensors.has(name),
  };

  constructor(parts: readonly GivenPart[], routes: Routes, tied: boolean) {
    this.tied = tied;
    this.#parts = parts;
    this.#routes = routes;
  }

  requireFit(label: string, shape: Shape): void {
    this.#storeOf(shape.name).requireFit(label, shape);
  }

  admit(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) this.#storeOf(tensor.name).admit([tensor]);
  }

  replace(tensor: Tensor, anew: boolean): void {
    this.#storeOf(tensor.name).replace(tensor, anew);
  }

  /** In the order of the shapes. */
  place(shapes: readonly Shape[], resident = false): Tensor[] {
    const placed = new Map<string, Tensor>();
    this.#parts.forEach(({ of }, k) => {
      const own = shapes.filter(({ name }) => this.#routes.of(name) === k);
      if (own.length > 0) for (const tensor of of.store.place(own, resident)) placed.set(tensor.name, tensor);
    });
    return shapes.map(({ name }) => placed.get(name) as Tensor);
  }

  #storeOf(name: string): GivenPart["of"]["store"] {
    return this.#parts[this.#routes.of(name)].of.store;
  }
}
