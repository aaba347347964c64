import { Arena } from "./arena.js";
import type { Backend } from "./backend.js";
import { layOut, type Shape } from "./layout.js";
import { readMaps, readValue, requireMap, requireSameShape } from "./maps.js";
import type { Floats } from "./rule.js";
import { Span, type SpanRule } from "./span.js";
import { Tensor } from "./tensor.js";

/** The parameters of one update, and the same by span. */
export interface Moving {
  readonly tensors: readonly Tensor[];
  readonly spans: ReadonlyMap<Span, readonly Tensor[]>;
}

/** Two maps that `allocate` handed out, recognised by identity. */
interface Home {
  readonly params: Readonly<Record<string, Floats>>;
  readonly grads: Readonly<Record<string, Floats>>;
  readonly spans: readonly Span[];
}

type Values = Readonly<Record<string, unknown>>;

const NOTHING: Moving = { tensors: [], spans: new Map() };

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

  /** The spans behind two maps that `allocate` handed out together. */
  homeOf(params: object, grads: object): readonly Span[] | undefined {
    for (let k = 0; k < this.#homes.length; k++) {
      if (this.#homes[k].params === params && this.#homes[k].grads === grads) return this.#homes[k].spans;
    }
    return undefined;
  }

  /** The parameters of an update with their arrays; names not seen before get state. Throws before any change. */
  bind(params: object, grads: object): Moving {
    if (this.#holdsLatest(params as Values, grads as Values)) return this.#latest;
    const entries = readMaps(params, grads);
    for (const entry of entries) this.#requireFit("params", entry);
    const fresh = entries.filter(({ name }) => !this.#tensors.has(name));
    for (const tensor of this.#place(fresh, false)) this.#tensors.set(tensor.name, tensor);
    const tensors = entries.map((entry) => {
      const tensor = this.#tensors.get(entry.name) as Tensor;
      tensor.bind(entry);
      return tensor;
    });
    this.#latest = { tensors, spans: bySpan(tensors) };
    return this.#latest;
  }

  /** Memory for these parameters and their gradients; state they have already moves in with them. */
  allocate(initial: object): Pick<Home, "params" | "grads"> {
    requireMap("initial", initial);
    const entries = Object.keys(initial).map((name) => ({ name, ...readValue("initial", name, initial[name]) }));
    for (const entry of entries) this.#requireFit("initial", entry);
    const tensors = this.#place(entries, true);
    const views = tensors.map(({ name, home }) => ({ name, ...(home as NonNullable<Tensor["home"]>) }));
    tensors.forEach((tensor, k) => {
      const { value } = entries[k];
      views[k].param.set(typeof value === "number" ? [value] : value);
      this.#moveState(tensor);
      this.#tensors.set(tensor.name, tensor);
    });
    const params = Object.freeze(Object.fromEntries(views.map(({ name, param }) => [name, param])));
    const grads = Object.freeze(Object.fromEntries(views.map(({ name, grad }) => [name, grad])));
    this.#homes = this.#homes.filter((home) => !Object.keys(home.params).some((name) => Object.hasOwn(params, name)));
    this.#homes.push({ params, grads, spans: [...bySpan(tensors).keys()] });
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
    if (tensors.length === 0 || typeof params !== "object" || typeof grads !== "object" || grads === null) return false;
    let k = 0;
    for (const name in params) {
      const tensor = tensors[k++];
      if (tensor === undefined || tensor.name !== name) return false;
      const { param, grad, length } = tensor;
      if (params[name] !== param || grads[name] !== grad) return false;
      if (param.length !== length || grad.length !== length) return false;
      if (Array.isArray(param) || Array.isArray(grad)) return false;
    }
    return k === tensors.length;
  }

  #requireFit(label: string, shape: Shape): void {
    const kept = this.#tensors.get(shape.name);
    if (kept !== undefined) requireSameShape(label, shape, kept);
  }

  /** Memory for these parameters: one span for each element type, all in one arena. */
  #place(shapes: readonly Shape[], resident: boolean): Tensor[] {
    const layouts = layOut(shapes);
    const sizes = layouts.map(({ element, length }) => Span.bytes(this.#rule, element, length, resident));
    const arena = Arena.withRoom(this.#backend, sizes.reduce((sum, size) => sum + size, 0));
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

function bySpan(tensors: readonly Tensor[]): Map<Span, Tensor[]> {
  const spans = new Map<Span, Tensor[]>();
  for (const tensor of tensors) {
    const others = spans.get(tensor.span);
    if (others) others.push(tensor);
    else spans.set(tensor.span, [tensor]);
  }
  return spans;
}
