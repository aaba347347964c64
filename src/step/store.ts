import { Arena } from "../memory/arena.js";
import type { Backend } from "../backend/backend.js";
import { padded, type Shape, type SpanLayout } from "../memory/layout.js";
import { holdsNumbers, isFloats, memoryOf, readMaps, readValue, requireMap, requireSameShape, takesNumbers, type Entry } from "../model/maps.js";
import type { Element, Floats, Numbers } from "../rule.js";
import { runsOf, type Piece, type Run } from "./run.js";
import { Span, type Keeping } from "../memory/span.js";
import { Tensor } from "../memory/tensor.js";

/** What one update moves. */
export interface Moving {
  /** In the map's order. */
  readonly pieces: readonly Piece[];
  readonly spans: readonly Span[];
  readonly runs: readonly Run[];
  /** Those of which only some rows are touched. */
  readonly rows: readonly Piece[];
  /** Those that are plain numbers, to be replaced on the object. */
  readonly plain: readonly Piece[];
  /** The memory of the caller's parameters. */
  readonly moved: ReadonlyMap<unknown, unknown>;
  /** Of the map of parameters: others may have inherited what they hold. */
  readonly prototype: unknown;
  /** Those not seen before, until the update is certain. */
  readonly added: Tensor[];
}

/** Two maps that `allocate` handed out, recognised by identity. */
interface Home {
  readonly params: Readonly<Record<string, Floats>>;
  readonly grads: Readonly<Record<string, Floats>>;
  moving: Moving;
}

/** Elements of the rows that are moved at once. */
const DESK = 4096;

const NONE: Moving["moved"] = new Map();

type Values = Readonly<Record<string, unknown>>;

/** The state of every parameter, kept by name. */
export class Store {
  readonly #backend: Backend;
  readonly #keeping: Keeping;
  readonly #groupOf: (name: string) => number;
  readonly #tensors = new Map<string, Tensor>();
  /** Where touched rows are brought together, by element type. */
  readonly #desks = new Map<Element, Span>();
  #homes: Home[] = [];
  /** The latest update's, if its arrays can be recognised by identity. */
  #latest: Moving | undefined;

  constructor(backend: Backend, keeping: Keeping, groupOf: (name: string) => number) {
    this.#backend = backend;
    this.#keeping = keeping;
    this.#groupOf = groupOf;
  }

  get tensors(): ReadonlyMap<string, Tensor> {
    return this.#tensors;
  }

  /** What an update of these maps moves; names not seen before get state, which is kept once it is adopted. */
  bind(params: object, grads: object): Moving {
    for (let k = 0; k < this.#homes.length; k++) {
      if (this.#homes[k].params === params && this.#homes[k].grads === grads) return this.#homes[k].moving;
    }
    const latest = this.#latest;
    if (latest !== undefined && holdsParams(latest, params as Values) && takesGrads(latest, grads as Values)) return latest;
    return this.#bindAnew(params, grads);
  }

  // Apart from bind, where its closures would cost an allocation on every update.
  #bindAnew(params: object, grads: object): Moving {
    const { entries, moved } = readMaps(params, grads);
    for (const entry of entries) this.#requireFit("params", entry);
    const added = this.place(entries.filter(({ name }) => !this.#tensors.has(name)));
    const fresh = new Map(added.map((tensor) => [tensor.name, tensor]));
    const pieces = entries.map((entry) => pieceOf((this.#tensors.get(entry.name) ?? fresh.get(entry.name)) as Tensor, entry));
    const moving = movingOf(pieces, added, moved, Object.getPrototypeOf(params));
    this.#latest = moving.rows.length === 0 && moving.plain.length === 0 && moving.pieces.length > 0 ? moving : undefined;
    return moving;
  }

  /** The names of all that is kept of every parameter. */
  get slots(): readonly string[] {
    return this.#keeping.slots;
  }

  /** Keeps them, and empties the list. */
  adopt(tensors: Tensor[]): void {
    for (let k = 0; k < tensors.length; k++) this.#tensors.set(tensors[k].name, tensors[k]);
    tensors.length = 0;
  }

  /** Memory for these parameters and their gradients; state they have already moves in with them. */
  allocate(initial: object): Pick<Home, "params" | "grads"> {
    requireMap("initial", initial);
    const entries = Object.keys(initial).map((name) => ({ name, ...readValue("initial", name, initial[name]) }));
    for (const entry of entries) this.#requireFit("initial", entry);
    const tensors = this.place(entries, true);
    const homes = tensors.map((tensor) => tensor.home as NonNullable<Tensor["home"]>);
    tensors.forEach((tensor, k) => {
      const { value } = entries[k];
      homes[k].param.set(typeof value === "number" ? [value] : value);
      this.#moveState(tensor);
      this.#tensors.set(tensor.name, tensor);
    });
    const [params, grads] = (["param", "grad"] as const).map((which) =>
      Object.freeze(Object.fromEntries(tensors.map(({ name }, k) => [name, homes[k][which]]))),
    );
    this.#homes = this.#homes.filter((home) => !Object.keys(home.params).some((name) => Object.hasOwn(params, name)));
    this.#homes.push({ params, grads, moving: movingOf(tensors.map((tensor, k) => pieceOf(tensor, homes[k]))) });
    this.#latest = undefined;
    return { params, grads };
  }

  /** A span like this one with room for at least one row. */
  desk({ element }: Span, width: number): Span {
    let desk = this.#desks.get(element);
    if (desk === undefined || desk.length < width) {
      const layout = { element, group: 0, length: padded(element, Math.max(width, DESK)) };
      desk = new Span(Arena.withRoom(this.#backend, Span.bytes(this.#keeping, layout, true)), this.#keeping, layout, true);
      this.#desks.set(element, desk);
    }
    return desk;
  }

  /** A view of each parameter's state in one slot. */
  views(slot: string): Record<string, Floats> {
    return Object.fromEntries([...this.#tensors.values()].map((tensor) => [tensor.name, tensor.state(slot)]));
  }

  /** Makes the runs anew, where tensors have changed in what sets runs apart. */
  regroup(): void {
    this.#latest = undefined;
    for (const home of this.#homes) home.moving = movingOf(home.moving.pieces);
  }

  /** Zero state for what is allocated, none for the rest. */
  clear(): void {
    for (const [name, tensor] of this.#tensors) {
      if (tensor.home === undefined) this.#tensors.delete(name);
      else tensor.span.clearState();
      tensor.averaged = tensor.swapped = false;
    }
    this.regroup();
  }

  #requireFit(label: string, shape: Shape): void {
    const kept = this.#tensors.get(shape.name);
    if (kept !== undefined) requireSameShape(label, shape, kept);
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
    for (const layout of layouts.values()) bytes += Span.bytes(this.#keeping, layout, resident);
    const arena = Arena.withRoom(this.#backend, bytes);
    const spans = new Map([...layouts].map(([key, layout]) => [key, new Span(arena, this.#keeping, layout, resident)]));
    return places.map(({ shape, key, offset }) => new Tensor(spans.get(key) as Span, shape, offset));
  }

  #moveState(tensor: Tensor): void {
    const before = this.#tensors.get(tensor.name);
    if (before === undefined) return;
    for (const slot of this.#keeping.slots) tensor.state(slot).set(before.state(slot));
    tensor.averaged = before.averaged;
    tensor.swapped = before.swapped;
  }
}

/** Whether the map holds these pieces' arrays still: all else about them was checked then, but for what a `number[]` holds. */
function holdsParams({ pieces, prototype }: Moving, params: Values): boolean {
  let k = 0;
  for (const name in params) {
    const piece = pieces[k++];
    if (piece === undefined) return false;
    const { tensor, param } = piece;
    if (params[name] !== param || tensor.name !== name || param.length !== tensor.length) return false;
    if (!holdsNumbers(param) || !takesNumbers(param)) return false;
  }
  return k === pieces.length && Object.getPrototypeOf(params) === prototype;
}

/** In the map's own order as far as it is that of the pieces: 3 ns each, by name 18. */
function takesGrads({ pieces, moved, prototype }: Moving, grads: Values): boolean {
  let k = 0;
  for (const name in grads) {
    if (k < pieces.length && pieces[k].tensor.name === name && takesGrad(pieces[k], grads[name], moved)) k++;
  }
  while (k < pieces.length && takesGrad(pieces[k], grads?.[pieces[k].tensor.name], moved)) k++;
  return k === pieces.length && Object.getPrototypeOf(grads) === prototype;
}

/** Whether a piece's gradient is still what it was, or another of the same kind, as a training makes at each step; that becomes the piece's. */
function takesGrad(piece: Piece, given: unknown, moved: Moving["moved"]): boolean {
  const { tensor, grad } = piece;
  if (given !== grad) {
    if (piece.gradHere || given === tensor.home?.grad) return false;
    if (!(Array.isArray(grad) ? Array.isArray(given) : isFloats(given)) || moved.has(memoryOf(given))) return false;
    piece.grad = given as Numbers;
  }
  return piece.grad.length === tensor.length && holdsNumbers(piece.grad);
}

function pieceOf(tensor: Tensor, { param, grad, rows }: Pick<Entry, "param" | "grad"> & Partial<Pick<Entry, "rows">>): Piece {
  return {
    tensor,
    param: typeof param === "number" ? [param] : param,
    grad: typeof grad === "number" ? [grad] : grad,
    plain: typeof param === "number",
    direct: Array.isArray(param) && Array.isArray(grad),
    paramHere: param === tensor.home?.param,
    gradHere: grad === tensor.home?.grad,
    rows,
  };
}

function movingOf(pieces: readonly Piece[], added: Tensor[] = [], moved: Moving["moved"] = NONE, prototype?: unknown): Moving {
  const spans = [...new Set(pieces.map(({ tensor }) => tensor.span))];
  const inOrder = spans.flatMap((each) =>
    pieces.filter(({ tensor, rows }) => tensor.span === each && !rows).toSorted((a, b) => a.tensor.offset - b.tensor.offset),
  );
  return { pieces, spans, runs: runsOf(inOrder), rows: pieces.filter(({ rows }) => rows), plain: pieces.filter(({ plain }) => plain), moved, prototype, added };
}
