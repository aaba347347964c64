import type { Backend } from "../backend/backend.js";
import { Arena } from "../memory/arena.js";
import { padded, type SpanLayout, type StateLayout } from "../memory/layout.js";
import { Span } from "../memory/span.js";
import { Tensor } from "../memory/tensor.js";
import { requireSameShape, type Shape } from "../model/maps.js";
import type { Floats } from "../numbers.js";

/** The state of every parameter, kept by name. */
export class Store {
  readonly #backend: Backend;
  readonly #layout: StateLayout;
  readonly #groupOf: (name: string) => number;
  readonly #tensors = new Map<string, Tensor>();

  constructor(backend: Backend, layout: StateLayout, groupOf: (name: string) => number) {
    this.#backend = backend;
    this.#layout = layout;
    this.#groupOf = groupOf;
  }

  get tensors(): ReadonlyMap<string, Tensor> {
    return this.#tensors;
  }

  /** The names of all that is kept of every parameter. */
  get slots(): readonly string[] {
    return this.#layout.slots;
  }

  /** A view of each parameter's state in one slot. */
  views(slot: string): Record<string, Floats> {
    return Object.fromEntries([...this.#tensors.values()].map((tensor) => [tensor.name, tensor.state(slot)]));
  }

  requireFit(label: string, shape: Shape): void {
    const kept = this.#tensors.get(shape.name);
    if (kept !== undefined) requireSameShape(label, shape, kept);
  }

  /** Keeps them. */
  adopt(tensors: readonly Tensor[]): void {
    for (let k = 0; k < tensors.length; k++) this.#tensors.set(tensors[k].name, tensors[k]);
  }

  /** Keeps this one in the place of what was kept under its name, whose state moves in. */
  replace(tensor: Tensor): void {
    const before = this.#tensors.get(tensor.name);
    if (before !== undefined) {
      for (const slot of this.#layout.slots) tensor.state(slot).set(before.state(slot));
      tensor.averaged = before.averaged;
      tensor.swapped = before.swapped;
    }
    this.#tensors.set(tensor.name, tensor);
  }

  /** Zero state for what is allocated, none for the rest. */
  clear(): void {
    for (const [name, tensor] of this.#tensors) {
      if (tensor.resident === undefined) this.#tensors.delete(name);
      else tensor.span.clearState();
      tensor.averaged = tensor.swapped = false;
    }
  }

  /** Zero state for these parameters, not yet kept: one span for each element type and group, all in one arena. */
  place(shapes: readonly Shape[], resident = false): Tensor[] {
    const layouts = new Map<number, SpanLayout>();
    const places = shapes.map((shape) => {
      const { name, element, length } = shape;
      const group = this.#groupOf(name);
      // Element types and groups side by side: both are small numbers.
      const key = 16 * group + element;
      const layout = layouts.get(key) ?? { element, group, length: 0 };
      layouts.set(key, layout);
      const offset = layout.length;
      layout.length += padded(element, length);
      return { shape, key, offset };
    });
    let bytes = 0;
    for (const layout of layouts.values()) bytes += Span.bytes(this.#layout, layout, resident);
    const arena = Arena.withRoom(this.#backend, bytes);
    const spans = new Map([...layouts].map(([key, layout]) => [key, new Span(arena, this.#layout, layout, resident)]));
    return places.map(({ shape, key, offset }) => new Tensor(spans.get(key) as Span, shape, offset));
  }
}
