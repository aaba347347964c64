import { js } from "../backend/js.js";
import type { Backend } from "../backend/machine.js";
import { Arena } from "../memory/arena.js";
import { Clock, type Changes } from "../memory/clock.js";
import { cutAt, padded, type Carried, type Shard, type SpanLayout, type StateLayout } from "../memory/layout.js";
import { Span } from "../memory/span.js";
import { Tensor } from "../memory/tensor.js";
import { requireSameShape } from "../model/maps.js";
import type { Floats, Shape } from "../numbers.js";

/** The state of every parameter, kept by name. */
export class Store {
  readonly #backend: Backend;
  /** Whether the js backend takes what the engine refuses memory for. */
  readonly #yields: boolean;
  /** Whether parameters may have several places in a model. */
  readonly tied: boolean;
  readonly tensors = new Map<string, Tensor>();
  readonly #changes: Changes = { count: 0 };

  constructor(
    backend: Backend,
    yields: boolean,
    /** What is kept of every element. */
    readonly layout: StateLayout,
    tied: boolean,
  ) {
    this.tied = tied;
    this.#backend = backend;
    this.#yields = yields;
  }

  /** A view of each parameter's state in one slot, or of those that have begun it. */
  views(slot: string, has: (tensor: Tensor) => boolean = () => true): Record<string, Floats> {
    const some = [...this.tensors.values()].filter(has);
    return Object.fromEntries(some.map((tensor) => [tensor.name, tensor.state(slot)]));
  }

  requireFit(label: string, shape: Shape): void {
    const kept = this.tensors.get(shape.name);
    if (kept !== undefined) requireSameShape(label, shape, kept);
  }

  /** Keeps them. */
  admit(tensors: readonly Tensor[]): void {
    for (let k = 0; k < tensors.length; k++) this.tensors.set(tensors[k].name, tensors[k]);
  }

  /** Keeps this one in the place of what was kept under its name, whose state moves in, unless it begins anew. */
  replace(tensor: Tensor, anew: boolean): void {
    const before = this.tensors.get(tensor.name);
    if (before !== undefined && anew) before.clock.leave();
    else if (before !== undefined) {
      for (const slot of this.layout.slots) tensor.state(slot).set(before.state(slot));
      const { averaged, gathered, swapped, aside, clock } = before;
      tensor.clock.leave();
      Object.assign(tensor, { averaged, gathered, swapped, aside, clock });
    }
    this.tensors.set(tensor.name, tensor);
  }

  /**
   * Sets the steps that each parameter has made, and what is carried beside; those that have both alike are counted
   * together from here on.
   */
  wind(
    steps: (tensor: Tensor) => number,
    carried: (tensor: Tensor) => Carried | undefined = () => this.layout.carried,
  ): void {
    const clocks = new Map<string, Clock>();
    for (const tensor of this.tensors.values()) {
      const count = steps(tensor);
      const beside = carried(tensor);
      const key = JSON.stringify([count, beside]);
      const clock = clocks.get(key) ?? new Clock(count, 0, this.#changes, beside);
      clocks.set(key, clock);
      tensor.clock.leave();
      tensor.clock = clock;
    }
    for (const tensor of this.tensors.values()) tensor.clock.members++;
  }

  /** Zero state for what is allocated and still there, none for the rest. */
  clear(): void {
    for (const [name, tensor] of this.tensors) {
      if (tensor.resident === undefined || tensor.span.heap.length === 0) this.tensors.delete(name);
      else {
        for (const slot of this.layout.slots) tensor.state(slot).fill(0);
        this.begin(tensor);
      }
      tensor.averaged = tensor.gathered = tensor.swapped = false;
    }
    this.wind(() => 0);
  }

  /** The js backend takes what the engine refuses memory for, unless another was asked for. */
  #arenaFor(bytes: number): Arena {
    try {
      return Arena.withRoom(this.#backend, bytes);
    } catch (error) {
      if (!this.#yields || (error as Error).cause === undefined) throw error;
      return Arena.withRoom(js, bytes);
    }
  }

  /** Zero state for these parameters, not yet kept: one span for each element type and group, all in one arena. */
  place(
    shapes: readonly Shape[],
    resident = false,
    { rank = 0, size = 1, beside = this.layout.beside }: Partial<Shard> = {},
  ): Tensor[] {
    const layouts = new Map<number, SpanLayout>();
    const places = shapes.map((shape) => {
      const { name, element, length } = shape;
      const group = this.layout.hyper.groupOf(name);
      // Element types and groups side by side: both are small numbers.
      const key = 16 * group + element;
      const layout = layouts.get(key) ?? { element, group, length: 0, begin: 0, end: 0 };
      layouts.set(key, layout);
      const offset = layout.length;
      layout.length += padded(element, length);
      return { shape, layout, offset };
    });
    let bytes = beside?.bytes(shapes, this) ?? 0;
    for (const layout of layouts.values()) {
      layout.begin = cutAt(layout, rank, size);
      layout.end = cutAt(layout, rank + 1, size);
      bytes += Span.bytes(this.layout, layout, resident);
    }
    const arena = this.#arenaFor(bytes);
    const spans = new Map<object, Span>();
    for (const layout of layouts.values()) spans.set(layout, new Span(arena, this.layout, layout, resident));
    const clock = new Clock(0, shapes.length, this.#changes, this.layout.carried);
    const tensors = places.map(
      ({ shape, layout, offset }) => new Tensor(spans.get(layout) as Span, shape, offset, clock),
    );
    beside?.place(arena, tensors, this);
    for (const tensor of tensors) this.begin(tensor);
    return tensors;
  }

  /** Where a slot of the rule's begins, in a group. */
  initial(slot: string, group: number): number {
    return this.layout.initial?.[slot]?.(this.layout.hyper.values[group] as never) ?? 0;
  }

  /** Sets the rule's slots of a tensor that has made no step, by the options of now; `again` but for what a caller has filled. */
  begin(tensor: Tensor, again = false): void {
    const { initial, inputs, kernels } = this.layout;
    if (!initial) return;
    const { slots, kept = slots } = kernels;
    for (const slot of kept)
      if (!(again && inputs?.includes(slot))) tensor.state(slot).fill(this.initial(slot, tensor.span.group));
  }
}
