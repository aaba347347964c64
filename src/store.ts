import { Arena } from "./arena.js";
import type { Backend } from "./backend.js";
import { layOut, type Shape } from "./layout.js";
import { readMaps, readValue, requireMap, requireSameShape } from "./maps.js";
import type { Floats } from "./rule.js";
import { runsOf, Span, type Run, type SpanRule } from "./span.js";
import { Tensor } from "./tensor.js";

/** A parameter as one update found it; the tensor itself may have other arrays by the next. */
type Bound = Readonly<Omit<Tensor, "bind" | "state">>;

/** What one update moves. */
export interface Moving {
  readonly tensors: readonly Bound[];
  readonly spans: readonly Span[];
  readonly runs: readonly Run[];
  /** Those that are plain numbers, to be replaced on the object. */
  readonly plain: readonly Bound[];
}

/** Two maps that `allocate` handed out, recognised by identity. */
interface Home extends Moving {
  readonly params: Readonly<Record<string, Floats>>;
  readonly grads: Readonly<Record<string, Floats>>;
}

type Values = Readonly<Record<string, unknown>>;

const NOTHING = movingOf([]);

/** The state of every parameter, kept by name. */
export class Store {
  readonly #backend: Backend;
  readonly #rule: SpanRule;
  readonly #tensors = new Map<string, Tensor>();
  #homes: Home[] = [];
  #latest = NOTHING;

  constructor(backend: Backend, rule: SpanRule) {
    this.#backend = backend;
    this.#rule = rule;
  }

  /** What an update of these maps moves; names not seen before get state. Throws before any change. */
  bind(params: object, grads: object): Moving {
    for (let k = 0; k < this.#homes.length; k++) {
      if (this.#homes[k].params === params && this.#homes[k].grads === grads) return this.#homes[k];
    }
    return this.#holdsLatest(params as Values, grads as Values) ? this.#latest : this.#bindAnew(params, grads);
  }

  // Apart from bind, where its closures would cost an allocation on every update.
  #bindAnew(params: object, grads: object): Moving {
    const entries = readMaps(params, grads);
    for (const entry of entries) this.#requireFit("params", entry);
    const fresh = entries.filter(({ name }) => !this.#tensors.has(name));
    for (const tensor of this.#place(fresh, false)) this.#tensors.set(tensor.name, tensor);
    const tensors = entries.map((entry) => {
      const tensor = this.#tensors.get(entry.name) as Tensor;
      tensor.bind(entry);
      return tensor;
    });
    this.#latest = movingOf(tensors);
    return this.#latest;
  }

  /** Memory for these parameters and their gradients; state they have already moves in with them. */
  allocate(initial: object): Pick<Home, "params" | "grads"> {
    requireMap("initial", initial);
    const entries = Object.keys(initial).map((name) => ({ name, ...readValue("initial", name, initial[name]) }));
    for (const entry of entries) this.#requireFit("initial", entry);
    const tensors = this.#place(entries, true);
    tensors.forEach((tensor, k) => {
      const { value } = entries[k];
      (tensor.param as Floats).set(typeof value === "number" ? [value] : value);
      this.#moveState(tensor);
      this.#tensors.set(tensor.name, tensor);
    });
    const [params, grads] = (["param", "grad"] as const).map((which) =>
      Object.freeze(Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor[which] as Floats]))),
    );
    this.#homes = this.#homes.filter((home) => !Object.keys(home.params).some((name) => Object.hasOwn(params, name)));
    this.#homes.push({ params, grads, ...movingOf(tensors) });
    this.#latest = NOTHING;
    return { params, grads };
  }

  /** A view of each parameter's state in one slot. */
  views(slot: number): Record<string, Floats> {
    return Object.fromEntries([...this.#tensors.values()].map((tensor) => [tensor.name, tensor.state(slot)]));
  }

  /** Zero state for what is allocated, none for the rest. */
  clear(): void {
    for (const [name, tensor] of this.#tensors) {
      if (tensor.home === undefined) this.#tensors.delete(name);
      else tensor.span.clearState();
    }
    this.#latest = NOTHING;
  }

  /** Whether the maps hold the latest update's typed arrays still: all else about them was checked then. */
  #holdsLatest(params: Values, grads: Values): boolean {
    const { tensors } = this.#latest;
    let k = 0;
    for (const name in params) {
      const tensor = tensors[k++];
      if (tensor === undefined || tensor.name !== name) return false;
      const { param, grad, length } = tensor;
      if (params[name] !== param || grads?.[name] !== grad) return false;
      if (param.length !== length || grad.length !== length) return false;
      if (Array.isArray(param) || Array.isArray(grad)) return false;
    }
    return k > 0 && k === tensors.length;
  }

  #requireFit(label: string, shape: Shape): void {
    const kept = this.#tensors.get(shape.name);
    if (kept !== undefined) requireSameShape(label, shape, kept);
  }

  /** Memory for these parameters: one span for each element type, all in one arena. */
  #place(shapes: readonly Shape[], resident: boolean): Tensor[] {
    const layouts = layOut(shapes);
    let bytes = 0;
    for (const { element, length } of layouts) bytes += Span.bytes(this.#rule, element, length, resident);
    const arena = Arena.withRoom(this.#backend, bytes);
    const tensors = new Map<string, Tensor>();
    for (const { element, length, places } of layouts) {
      const span = new Span(arena, this.#rule, element, length, resident);
      for (const place of places) tensors.set(place.name, new Tensor(span, place));
    }
    return shapes.map(({ name }) => tensors.get(name) as Tensor);
  }

  #moveState(tensor: Tensor): void {
    const before = this.#tensors.get(tensor.name);
    if (before === undefined) return;
    this.#rule.slots.forEach((_, slot) => tensor.state(slot).set(before.state(slot)));
  }
}

function movingOf(bound: readonly Tensor[]): Moving {
  const tensors: Bound[] = bound.map((tensor) => ({ ...tensor }));
  const spans = [...new Set(tensors.map(({ span }) => span))];
  const inOrder = spans.flatMap((each) =>
    tensors.filter(({ span }) => span === each).toSorted((a, b) => a.offset - b.offset),
  );
  return { tensors, spans, runs: runsOf(inOrder), plain: tensors.filter(({ plain }) => plain) };
}
