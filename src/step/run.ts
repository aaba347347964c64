import { Copy } from "../memory/copies.js";
import { ACCUMULATED } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import type { Binding } from "./binding.js";

/** Parameters side by side in one span, alike in what is resident: the kernel takes them in one range. */
export class Run {
  readonly span: Span;
  readonly begin: number;
  end: number;
  readonly averaged: boolean;
  readonly bindings: Binding[];
  readonly #lists: boolean;
  readonly #paramResident: boolean;
  readonly #gradResident: boolean;
  /** What the kernel takes for all of it, where nothing is copied: with the gradients given, and those accumulated. */
  #ranges: readonly number[] | undefined;
  #accumulatedRanges: readonly number[] | undefined;
  #slots: readonly (readonly Float64Array[])[] | undefined;
  #windows: readonly Window[] | undefined;

  constructor(first: Binding) {
    const { tensor } = first;
    this.span = tensor.span;
    this.begin = tensor.offset;
    this.end = tensor.end;
    this.averaged = tensor.averaged;
    this.bindings = [first];
    this.#lists = first.lists;
    this.#paramResident = first.paramResident;
    this.#gradResident = first.gradResident;
  }

  /** Takes a binding in if it continues the run. */
  takes(binding: Binding): boolean {
    const { tensor } = binding;
    const fits =
      tensor.span === this.span &&
      tensor.offset === this.end &&
      tensor.averaged === this.averaged &&
      binding.paramResident === this.#paramResident &&
      binding.gradResident === this.#gradResident &&
      binding.lists === this.#lists;
    if (!fits) return false;
    this.bindings.push(binding);
    this.end = tensor.end;
    return true;
  }

  /** One step by the gradients given. */
  step(): void {
    if (this.#ranges !== undefined) this.span.run(this.#ranges);
    else this.#stepOtherwise();
  }

  #stepOtherwise(): void {
    const { span } = this;
    if (this.#paramResident && this.#gradResident) {
      this.#ranges = this.#whole(span.grads + this.begin);
      span.run(this.#ranges);
    } else if (this.#lists && span.extent === "plain") this.#stepLists();
    else this.#stream(false);
  }

  /** One step by the gradients accumulated, which are cleared. */
  stepAccumulated(): void {
    const { span, begin, end } = this;
    if (this.#paramResident) {
      span.run((this.#accumulatedRanges ??= this.#whole(span.slot(ACCUMULATED) + begin)));
    } else this.#stream(true);
    span.clear(ACCUMULATED, begin, end);
  }

  /** Adds the gradients given to those accumulated. */
  accumulate(): void {
    const { span, begin, end } = this;
    if (this.#gradResident) {
      span.accumulate(span.grads + begin, begin, end - begin);
      return;
    }
    const windows = (this.#windows ??= this.#cut());
    for (let k = 0; k < windows.length; k++) {
      copyAll(windows[k].copies, GRADS_IN);
      span.accumulate(windows[k].gradsAt, windows[k].at, windows[k].count);
    }
  }

  /** Clears the state that has become subnormal. */
  sweep(): void {
    this.span.sweep(this.begin, this.end);
  }

  #whole(grads: number): readonly number[] {
    const { span, begin, end } = this;
    return span.rangesFor(span.params + begin, grads, begin, end - begin);
  }

  /** On the caller's own arrays. */
  #stepLists(): void {
    const { span, bindings } = this;
    const slots = (this.#slots ??= bindings.map(statesOf));
    for (let k = 0; k < bindings.length; k++) span.list(bindings[k].param as number[], bindings[k].grad as number[], slots[k]);
  }

  /** What is not resident passes through the tiles, window by window. */
  #stream(accumulated: boolean): void {
    const windows = (this.#windows ??= this.#cut());
    for (let k = 0; k < windows.length; k++) {
      const { copies, ranges, accumulatedRanges } = windows[k];
      if (!this.#paramResident) copyAll(copies, PARAMS_IN);
      if (!this.#gradResident && !accumulated) copyAll(copies, GRADS_IN);
      this.span.run(accumulated ? accumulatedRanges : ranges);
      if (!this.#paramResident) copyAll(copies, PARAMS_OUT);
    }
  }

  /**
   * The windows, with views of all that is copied, so that an update of the same arrays makes none. The padding between
   * tensors is not cleared: what an earlier window left there is moved with the rest, and nobody reads it.
   */
  #cut(): readonly Window[] {
    const { span, bindings, begin, end } = this;
    const windows: Window[] = [];
    const accumulated = span.slots.includes(ACCUMULATED) ? span.slot(ACCUMULATED) : span.grads;
    for (let at = begin, first = 0; at < end; at += span.tile) {
      const stop = Math.min(at + span.tile, end);
      const paramsAt = this.#paramResident ? span.params + at : span.paramsTile;
      const gradsAt = this.#gradResident ? span.grads + at : span.gradsTile;
      const copies: CopiedPart[] = [];
      while (bindings[first].tensor.end <= at) first++;
      for (let k = first; k < bindings.length && bindings[k].tensor.offset < stop; k++) {
        const { offset, length } = bindings[k].tensor;
        const from = Math.max(at, offset);
        const count = Math.max(0, Math.min(stop, offset + length) - from);
        const copy = (tile: number): Copy => new Copy(span.view(tile + from - at, count), from - offset);
        copies.push({ binding: bindings[k], param: copy(paramsAt), grad: copy(gradsAt) });
      }
      const count = stop - at;
      const ranges = span.rangesFor(paramsAt, gradsAt, at, count);
      windows.push({ at, count, gradsAt, copies, ranges, accumulatedRanges: span.rangesFor(paramsAt, accumulated + at, at, count) });
    }
    return windows;
  }
}

interface Window {
  /** The window's first element in the span, and how many it has. */
  readonly at: number;
  readonly count: number;
  /** Where in the heap its gradients lie while it is worked on. */
  readonly gradsAt: number;
  readonly copies: readonly CopiedPart[];
  /** What the kernel takes, with the gradients given and with those accumulated. */
  readonly ranges: readonly number[];
  readonly accumulatedRanges: readonly number[];
}

interface CopiedPart {
  readonly binding: Binding;
  readonly param: Copy;
  readonly grad: Copy;
}

const PARAMS_IN = 0;
const GRADS_IN = 1;
const PARAMS_OUT = 2;

function copyAll(copies: readonly CopiedPart[], which: number): void {
  for (let k = 0; k < copies.length; k++) {
    const { binding, param, grad } = copies[k];
    if (which === PARAMS_IN) param.copyIn(binding.param);
    else if (which === GRADS_IN) grad.copyIn(binding.grad);
    else param.copyOut(binding.param);
  }
}

function statesOf({ tensor }: Binding): Float64Array[] {
  return tensor.span.slots.map((name) => tensor.state(name) as Float64Array);
}

/** The fewest runs in this order. */
export function runsOf(bindings: readonly Binding[]): Run[] {
  const runs: Run[] = [];
  for (const binding of bindings) {
    if (!runs.at(-1)?.takes(binding)) runs.push(new Run(binding));
  }
  return runs;
}
