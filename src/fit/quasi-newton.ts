import type { Floats } from "../numbers.js";
import { complain } from "../options/messages.js";
import { gather, normOf } from "./beside.js";
import { Box } from "./box.js";
import { cauchyPoint, type Quadratic } from "./cauchy.js";
import type { Curvature } from "./curvature.js";
import { LineSearch } from "./line-search.js";
import { D, G, G0, X, X0, type Memory } from "./memory.js";
import { Point } from "./point.js";
import { subspaceMinimum } from "./subspace.js";
import type { Vectors } from "./vectors.js";
import type { Reason, Walk } from "./walk.js";

/** Iterations of L-BFGS, of L-BFGS-B where there are bounds. */
export class QuasiNewton implements Walk {
  value = NaN;
  gradNorm = NaN;
  keptValue = NaN;
  keptNorm = NaN;
  ended: Reason | undefined;
  readonly stepped = true;
  readonly rate = 1;
  readonly #point: Point;
  readonly #vectors: Vectors;
  readonly #curvature: Curvature;
  readonly #box: Box | undefined;
  readonly #most: number;
  readonly #start: Float64Array;
  readonly #views: readonly Floats[];
  readonly #targets: readonly Floats[];
  #search: LineSearch | undefined;
  #searchFrom = NaN;
  #step = 0;
  #hasBegun = false;

  constructor(params: unknown, memory: Memory, bounds: unknown, maxLineSearch: number) {
    const { vectors } = memory;
    this.#point = memory.point.model === params ? memory.point : new Point("params", params);
    this.#vectors = vectors;
    this.#curvature = memory.curvature;
    this.#most = maxLineSearch;
    const box = bounds === undefined ? undefined : new Box(this.#point, bounds);
    this.#box = box?.bounds ? box : undefined;
    this.#start = this.#point.read();
    this.#views = vectors.views(G);
    this.#targets = vectors.views(X);
    this.#point.saveTo(this.#targets);
    if (this.#box) this.#clamp();
    this.#show();
  }

  get merit(): number {
    return this.value;
  }

  see(value: number, grads: unknown): boolean {
    gather("grads", this.#point, grads, this.#views);
    if (!this.#hasBegun) {
      this.#requireFinite();
      this.#accept(value);
      this.#hasBegun = true;
      return true;
    }
    const search = this.#search as LineSearch;
    const slope = this.#vectors.dot(G, D);
    this.#step = search.step;
    const found = search.take(value, slope);
    if (found === "found" || (found === "ends" && value < this.#searchFrom)) {
      this.#keepPair();
      this.#accept(value);
      return true;
    }
    if (found === "goes on" && search.evaluations < this.#most) return false;
    return this.#fails(value);
  }

  move(): void {
    if (this.#search === undefined) this.#begin();
    if (this.ended !== undefined) return;
    this.#vectors.move(X, X0, (this.#search as LineSearch).step, D);
    if (this.#box) this.#clamp();
    this.#show();
  }

  moved(): boolean {
    return this.#step > 0;
  }

  slope(): number {
    return this.#step * this.#vectors.dot(G0, D);
  }

  stepSize(): number {
    return this.#vectors.most((x, d) => Math.abs(this.#step * d) / (1 + Math.abs(x)), X0, D);
  }

  keep(): void {
    this.keptValue = this.value;
    this.keptNorm = this.gradNorm;
  }

  leave(where: "kept" | "start"): void {
    if (where === "start") this.#point.put(this.#start);
    else {
      this.#vectors.scaled(X, 1, X0);
      this.#show();
    }
  }

  #requireFinite(): void {
    this.#views.forEach((view, leaf) => {
      const bad = view.findIndex((each) => !Number.isFinite(each));
      if (bad < 0) return;
      const name = this.#point.nameOf(this.#point.begins[leaf] + bad, "grads");
      complain(name, "a finite number at the start", view[bad], RangeError);
    });
  }

  /** Here the next iteration begins. */
  #accept(value: number): void {
    this.value = value;
    this.#vectors.scaled(X0, 1, X);
    this.#vectors.scaled(G0, 1, G);
    this.#search = undefined;
    this.gradNorm = this.#box
      ? this.#box.projectedNorm(this.#gathered(X0), this.#gathered(G0))
      : Math.sqrt(this.#vectors.dot(G, G));
    // Squares may overflow or underflow.
    if (!this.#box && (this.gradNorm < 2 ** -450 || this.gradNorm === Infinity))
      this.gradNorm = normOf(this.#gathered(G));
  }

  #keepPair(): void {
    const pair = this.#curvature.next();
    this.#vectors.move(pair[0], X, -1, X0);
    this.#vectors.move(pair[1], G, -1, G0);
    this.#curvature.take();
  }

  /** No step is good: once more without what is known of the curvature, and then it ends. */
  #fails(value: number): boolean {
    this.#search = undefined;
    this.#vectors.scaled(G, 1, G0);
    if (this.#curvature.count > 0) {
      this.#curvature.clear();
      return false;
    }
    this.ended = Number.isFinite(value) ? "iterations" : "nonFinite";
    return true;
  }

  #begin(): void {
    const isFirst = this.#curvature.count === 0;
    let slope = this.#box ? this.#towardsBox(this.#box) : this.#twoLoop();
    if (!(slope < 0) && !isFirst) {
      this.#curvature.clear();
      slope = this.#box ? this.#towardsBox(this.#box) : this.#twoLoop();
    }
    const norm = Math.sqrt(this.#vectors.dot(D, D));
    if (!(slope < 0) || norm === 0) {
      this.ended = "iterations";
      return;
    }
    const most = this.#box ? (isFirst ? 1 : this.#box.farthest(this.#gathered(X0), this.#gathered(D))) : 1e10;
    // With bounds on all sides the way to the Cauchy point has a length of its own.
    const step = this.#curvature.count > 0 || this.#box?.isClosed ? 1 : 1 / norm;
    this.#searchFrom = this.value;
    this.#search = new LineSearch(this.value, slope, Math.min(step, most), most);
  }

  /** D = −H g by the two-loop recursion: Nocedal 1980, Mathematics of Computation 35. Its product with g. */
  #twoLoop(): number {
    const pairs = this.#curvature;
    if (pairs.count > 0) return this.#vectors.recursion(D, G0, pairs, pairs.theta);
    this.#vectors.scaled(D, -1, G0);
    return this.#vectors.dot(D, G0);
  }

  /** D leads to the minimum of the quadratic model in the box. */
  #towardsBox(box: Box): number {
    const read = (vector: number) => this.#gathered(vector);
    const { steps, changes } = this.#curvature;
    const x = read(X0);
    const model: Quadratic = {
      curvature: this.#curvature,
      box,
      x,
      g: read(G0),
      s: steps.map(read),
      y: changes.map(read),
    };
    const goal = subspaceMinimum(model, cauchyPoint(model));
    const d = this.#vectors.views(D);
    this.#eachElement((k, leaf, i) => (d[leaf][i] = goal[k] - x[k]));
    return this.#vectors.dot(D, G0);
  }

  #clamp(): void {
    const box = this.#box as Box;
    this.#eachElement((k, leaf, i) => (this.#targets[leaf][i] = box.clamp(k, this.#targets[leaf][i])));
  }

  #gathered(vector: number): Float64Array {
    const [views, all] = [this.#vectors.views(vector), new Float64Array(this.#point.length)];
    views.forEach((view, leaf) => all.set(view, this.#point.begins[leaf]));
    return all;
  }

  #eachElement(act: (k: number, leaf: number, i: number) => void): void {
    let k = 0;
    this.#targets.forEach((view, leaf) => {
      for (let i = 0; i < view.length; i++) act(k++, leaf, i);
    });
  }

  /** The point to evaluate into the caller's model. */
  #show(): void {
    this.#point.putViews(this.#targets);
  }
}
