import type { Layer } from "../parts/canvas.js";
import { colourOf, type Style } from "../parts/palette.js";
import { lanesOf } from "./lanes.js";
import type { Run } from "./run.js";
import { across, down, type View } from "./view.js";

/** Further outside of the frame than so many pixels nothing is drawn. */
const OUTSIDE = 4_000;

/** The paths as lines, drawn further as they go on: what is drawn already is not drawn again. */
export class Paths {
  /** Where each path is drawn now: x and y in turn. */
  heads: Float64Array = new Float64Array(0);
  readonly #layer: Layer;
  #view: View = { x: [0, 1], y: [0, 1], width: 1, height: 1 };
  #runs: readonly Run[] = [];
  #styles: readonly Style[] = [];
  #drawn = 0;
  #before: Float64Array = new Float64Array(0);
  #lengths = new Float64Array(0);

  constructor(layer: Layer) {
    this.#layer = layer;
  }

  /** Begins anew. */
  begin(view: View, runs: readonly Run[], styles: readonly Style[]): void {
    this.#layer.clear();
    this.#view = view;
    this.#runs = runs;
    this.#styles = styles;
    this.#drawn = 0;
    this.#before = this.#places(0);
    this.heads = this.#before.slice();
    this.#lengths = new Float64Array(runs.length);
  }

  /** Draws up to this step; back to an earlier one all is drawn anew. */
  show(step: number): void {
    if (step < this.#drawn) this.begin(this.#view, this.#runs, this.#styles);
    if (step === this.#drawn) return;
    const traces = this.#runs.map((_, k) => [this.heads[2 * k], this.heads[2 * k + 1]]);
    for (let at = this.#drawn + 1; at <= step; at++) this.#move(at, traces);
    this.#drawn = step;
    traces.forEach((trace, k) => this.#stroke(trace, k));
  }

  #move(step: number, traces: number[][]): void {
    const now = this.#places(step);
    const lanes = lanesOf(this.#before, now);
    for (let k = 0; k < this.#runs.length; k++) {
      const [dx, dy] = [now[2 * k] - this.#before[2 * k], now[2 * k + 1] - this.#before[2 * k + 1]];
      const length = Math.hypot(dx, dy);
      if (this.#runs[k].last < step || !(length < OUTSIDE)) continue;
      const aside = length > 0.01 ? lanes[k] / length : 0;
      this.heads[2 * k] = now[2 * k] - dy * aside;
      this.heads[2 * k + 1] = now[2 * k + 1] + dx * aside;
      traces[k].push(this.heads[2 * k], this.heads[2 * k + 1]);
    }
    this.#before = now;
  }

  #stroke(trace: readonly number[], k: number): void {
    if (trace.length < 4) return;
    const { pen } = this.#layer;
    const style = this.#styles[k];
    pen.lineCap = style.dash.length > 0 ? "butt" : "round";
    pen.lineJoin = "round";
    pen.strokeStyle = colourOf(style);
    pen.lineWidth = 2;
    pen.setLineDash([...style.dash]);
    pen.lineDashOffset = this.#lengths[k];
    pen.beginPath();
    pen.moveTo(trace[0], trace[1]);
    for (let i = 2; i < trace.length; i += 2) {
      pen.lineTo(trace[i], trace[i + 1]);
      this.#lengths[k] += Math.hypot(trace[i] - trace[i - 2], trace[i + 1] - trace[i - 1]);
    }
    pen.stroke();
    this.#dots(trace, k);
  }

  /** A dot for each step, where steps are far apart. */
  #dots(trace: readonly number[], k: number): void {
    const { pen } = this.#layer;
    pen.fillStyle = colourOf(this.#styles[k]);
    pen.beginPath();
    for (let i = 2; i < trace.length; i += 2) {
      if (Math.hypot(trace[i] - trace[i - 2], trace[i + 1] - trace[i - 1]) < 7) continue;
      pen.moveTo(trace[i] + 2.4, trace[i + 1]);
      pen.arc(trace[i], trace[i + 1], 2.4, 0, 2 * Math.PI);
    }
    pen.fill();
  }

  #places(step: number): Float64Array {
    const places = new Float64Array(2 * this.#runs.length);
    this.#runs.forEach((run, k) => {
      const { x, y } = run.at(step);
      places[2 * k] = across(this.#view, x);
      places[2 * k + 1] = down(this.#view, y);
    });
    return places;
  }
}
