import { Copy } from "../memory/copies.js";
import type { Span } from "../memory/span.js";
import { GRAD_RESIDENT, LISTS, PARAM_RESIDENT, type Binding } from "./binding.js";

/** Parameters side by side in one span, alike in kind: the kernel takes them in one range. */
export class Run {
  readonly span: Span;
  readonly begin: number;
  end: number;
  readonly bindings: Binding[];
  readonly #kind: number;
  /** The slot that its gradients are taken from, if they are not those given. */
  readonly #gradSlot: string | undefined;
  /** What the kernel takes for all of it, where nothing is copied. */
  #ranges: readonly number[] | undefined;
  #slots: readonly (readonly Float64Array[])[] | undefined;
  #windows: readonly Window[] | undefined;

  constructor(first: Binding, gradSlot?: string) {
    const { tensor, kind } = first;
    this.span = tensor.span;
    this.begin = tensor.offset;
    this.end = tensor.end;
    this.bindings = [first];
    this.#kind = kind;
    this.#gradSlot = gradSlot;
  }

  /** Takes a binding in if it continues the run. */
  takes(binding: Binding): boolean {
    const { tensor, kind } = binding;
    if (tensor.span !== this.span || tensor.offset !== this.end || kind !== this.#kind) return false;
    this.bindings.push(binding);
    this.end = tensor.end;
    return true;
  }

  step(): void {
    if (this.#ranges !== undefined) this.span.run(this.#ranges);
    else this.#stepOtherwise();
  }

  /** Adds the gradients given to those accumulated. */
  accumulate(): void {
    const { windows } = this;
    for (let k = 0; k < windows.length; k++) {
      const { at, count, gradsAt, copies } = windows[k];
      copyAll(copies, GRADS_IN);
      this.span.accumulate(gradsAt, at, count);
    }
  }

  /** What passes through the tiles, piece by piece; one piece where nothing is copied. */
  get windows(): readonly Window[] {
    return (this.#windows ??= this.#cut());
  }

  #stepOtherwise(): void {
    const { span } = this;
    if (this.#is(PARAM_RESIDENT) && this.#hasGrads && this.end > this.begin) {
      span.run((this.#ranges = this.windows[0].ranges));
    } else if (this.#is(LISTS) && !this.#gradSlot && span.extent === "plain") this.#stepLists();
    else this.#stream();
  }

  #is(kind: number): boolean {
    return (this.#kind & kind) !== 0;
  }

  /** Whether its gradients are in the span's memory. */
  get #hasGrads(): boolean {
    return this.#gradSlot !== undefined || this.#is(GRAD_RESIDENT);
  }

  /** On the caller's own arrays. */
  #stepLists(): void {
    const { span, bindings } = this;
    const slots = (this.#slots ??= bindings.map(statesOf));
    for (let k = 0; k < bindings.length; k++)
      span.list(bindings[k].param as number[], bindings[k].grad as number[], slots[k]);
  }

  /** What is not resident passes through the tiles, window by window. */
  #stream(): void {
    const { windows } = this;
    for (let k = 0; k < windows.length; k++) {
      const { copies, ranges } = windows[k];
      copyAll(copies, PARAMS_IN);
      copyAll(copies, GRADS_IN);
      this.span.run(ranges);
      copyAll(copies, PARAMS_OUT);
    }
  }

  /**
   * The windows, with views of all that is copied, so that an update of the same arrays makes none. The padding between
   * tensors is not cleared: what an earlier window left there is moved with the rest, and nobody reads it.
   */
  #cut(): readonly Window[] {
    const { span, bindings, begin, end } = this;
    const params = this.#is(PARAM_RESIDENT);
    const grads = this.#hasGrads;
    const gradsBase = this.#gradSlot === undefined ? span.grads : span.slot(this.#gradSlot);
    const tile = params && grads ? end - begin : span.tile;
    const windows: Window[] = [];
    for (let at = begin, first = 0; at < end; at += tile) {
      const stop = Math.min(at + tile, end);
      const paramsAt = params ? span.params + at : span.paramsTile;
      const gradsAt = grads ? gradsBase + at : span.gradsTile;
      const copies: CopiedPart[] = [];
      while (bindings[first].tensor.end <= at) first++;
      for (let k = first; k < bindings.length && bindings[k].tensor.offset < stop; k++) {
        const { offset, length } = bindings[k].tensor;
        const from = Math.max(at, offset);
        const count = Math.max(0, Math.min(stop, offset + length) - from);
        const copy = (tileAt: number): Copy => new Copy(span.view(tileAt + from - at, count), from - offset);
        copies.push({
          binding: bindings[k],
          param: params ? undefined : copy(paramsAt),
          grad: grads ? undefined : copy(gradsAt),
        });
      }
      windows.push({ at, count: stop - at, gradsAt, copies, ranges: span.rangesFor(paramsAt, gradsAt, at, stop - at) });
    }
    return windows;
  }
}

export interface Window {
  /** The window's first element in the span, and how many it has. */
  readonly at: number;
  readonly count: number;
  /** Where in the heap its gradients lie while it is worked on. */
  readonly gradsAt: number;
  readonly copies: readonly CopiedPart[];
  /** What the kernel takes. */
  readonly ranges: readonly number[];
}

/** None for what is resident. */
export interface CopiedPart {
  readonly binding: Binding;
  readonly param: Copy | undefined;
  readonly grad: Copy | undefined;
}

export const PARAMS_IN = 0;
export const GRADS_IN = 1;
export const PARAMS_OUT = 2;

export function copyAll(copies: readonly CopiedPart[], which: number): void {
  for (let k = 0; k < copies.length; k++) {
    const { binding, param, grad } = copies[k];
    if (which === PARAMS_IN) param?.copyIn(binding.param);
    else if (which === GRADS_IN) grad?.copyIn(binding.grad);
    else param?.copyOut(binding.param);
  }
}

function statesOf({ tensor }: Binding): Float64Array[] {
  return tensor.span.slots.map((name) => tensor.state(name) as Float64Array);
}

/** The fewest runs in this order; of sparse rows there are none. */
export function runsOf(bindings: readonly Binding[], runOf: (binding: Binding) => Run): Run[] {
  const runs: Run[] = [];
  for (const binding of bindings) {
    if (!binding.rows && !runs.at(-1)?.takes(binding)) runs.push(runOf(binding));
  }
  return runs;
}
