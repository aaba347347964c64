import { averages, kindNamed, type Averaging } from "../optimizers.js";
import type { Optimizer } from "optim-wasm";
import type { Point, Shape } from "../formula/surface.js";
import type { Choice } from "./presets.js";

/** Further out than this from 0 a path ends: it will not come back. */
const FAR = 1e6;

/** What an optimizer holds after a step, to be shown. */
export interface Moment {
  readonly point: Point;
  readonly gradient: Point;
  /** By slot. */
  readonly state: Readonly<Record<string, Point>>;
}

/** The way of one optimizer down a surface, taken step by step as it is asked for. */
export class Run {
  readonly choice: Choice;
  /** Where it was after each step, the start first. */
  readonly points: Point[];
  readonly values: number[];
  readonly #shape: Shape;
  readonly #optimizer: Optimizer & Partial<Averaging>;
  readonly #point: Point;
  readonly #create: () => Optimizer;
  #out = false;

  constructor(choice: Choice, shape: Shape, start: readonly [number, number], create = () => optimizerOf(choice)) {
    this.choice = choice;
    this.#create = create;
    this.#shape = shape;
    this.#point = { x: start[0], y: start[1] };
    this.#optimizer = create();
    this.points = [{ ...this.#point }];
    this.values = [shape.value(start[0], start[1])];
  }

  /** Whether it left for good before the last step asked for. */
  get out(): boolean {
    return this.#out;
  }

  get backend(): string {
    return this.#optimizer.backend;
  }

  /** The last step that was made. */
  get last(): number {
    return this.points.length - 1;
  }

  /** Goes on to this step, if it does not end before. */
  go(step: number): void {
    while (this.last < step && !this.#out) {
      this.#optimizer.update(this.#point, this.#shape.gradient(this.#point));
      const { x, y } = this.#seen();
      const value = this.#shape.value(x, y);
      this.points.push({ x, y });
      this.values.push(value);
      this.#out = !(Math.abs(x) < FAR && Math.abs(y) < FAR && Number.isFinite(value));
    }
  }

  /** The point of this step, or the last before it. */
  at(step: number): Point {
    return this.points[Math.min(step, this.last)];
  }

  valueAt(step: number): number {
    return this.values[Math.min(step, this.last)];
  }

  /** What the optimizer held after this step: it walks there again. */
  moment(step: number): Moment {
    const again = this.#create();
    const point = { ...this.points[0] };
    let gradient = this.#shape.gradient(point);
    for (let k = 0; k < Math.min(step, this.last); k++) {
      gradient = this.#shape.gradient(point);
      again.update(point, gradient);
    }
    const state = Object.entries(again.state).map(([slot, values]) => [
      slot,
      { x: values.x?.[0] ?? Number.NaN, y: values.y?.[0] ?? Number.NaN },
    ]);
    return { point, gradient, state: Object.fromEntries(state) as Moment["state"] };
  }

  /** Some optimizers are looked at another point than where gradients are taken. */
  #seen(): Point {
    const optimizer = this.#optimizer;
    if (!averages(optimizer)) return this.#point;
    optimizer.eval(this.#point);
    const seen = { ...this.#point };
    optimizer.train(this.#point);
    return seen;
  }
}

function optimizerOf({ title, options }: Choice): Optimizer {
  const kind = kindNamed(title);
  if (kind === undefined) throw new RangeError(`no optimizer ${title}`);
  return kind.create(options);
}
