import type { Point, Shape } from "../formula/surface.js";
import { Layer } from "../parts/canvas.js";
import { element } from "../parts/element.js";
import { colourOf, drawMark, themed } from "../parts/palette.js";
import { criticalPoints, type Critical } from "./critical.js";
import type { Entry } from "./entries.js";
import { fieldOf, type Field } from "./field.js";
import { paintGround } from "./ground.js";
import { drawLabels } from "../parts/labels.js";
import { Paths } from "./paths.js";
import type { Setting } from "./setting.js";
import type { Run } from "./run.js";
import { across, down, type View } from "./view.js";

/** A step of a path that is pointed at. */
export interface Spot {
  readonly entry: number;
  readonly step: number;
}

const COLUMNS = 240;
const ROWS = 160;
/** Pixels between the pointer and what it points at, at most. */
const REACH = 16;

/** The surface with its paths: three layers, of which only the uppermost is drawn anew in each frame. */
export class Stage {
  readonly host: HTMLElement;
  readonly top: Layer;
  criticals: readonly Critical[] = [];
  view: View = { x: [0, 1], y: [0, 1], width: 1, height: 1 };
  readonly #ground = new Layer();
  readonly #lines = new Layer();
  readonly #paths = new Paths(this.#lines);
  #field: Field | undefined;
  #entries: readonly Entry[] = [];
  #runs: readonly Run[] = [];
  #step = 0;
  #spot: Spot | undefined;

  constructor(attributes: Readonly<Record<string, string>>) {
    this.top = new Layer(attributes);
    this.host = element("div", { class: "stage" }, this.#ground.canvas, this.#lines.canvas, this.top.canvas);
  }

  /** Takes on another surface, or another part of it. */
  survey(shape: Shape, setting: Setting): void {
    this.#field = fieldOf(shape.value, setting.x, setting.y, COLUMNS, ROWS);
    this.criticals = criticalPoints(shape, setting.x, setting.y);
  }

  /** Paints all layers, in the size and the colours of now. */
  paint({ x, y, view }: Setting): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0 || this.#field === undefined) return;
    this.view = { x, y, width, height };
    for (const layer of [this.#ground, this.#lines, this.top]) layer.resize(width, height);
    paintGround(this.#ground, this.view, this.#field, this.criticals, view);
    this.begin(this.#runs, this.#entries, this.#step);
  }

  /** Other paths, which have been taken to this step. */
  begin(runs: readonly Run[], entries: readonly Entry[], step = 0): void {
    this.#spot = undefined;
    this.#runs = runs;
    this.#entries = entries;
    this.#paths.begin(
      this.view,
      runs,
      entries.map(({ style }) => style),
    );
    this.show(step);
  }

  show(step: number): void {
    this.#step = step;
    this.#paths.show(step);
    this.#drawTop();
  }

  point(spot: Spot | undefined): void {
    this.#spot = spot;
    this.#drawTop();
  }

  /** The step of a path that is nearest to a pixel. */
  spotAt(px: number, py: number): Spot | undefined {
    let found: Spot | undefined;
    let least = REACH;
    this.#runs.forEach((run, entry) => {
      for (let step = Math.min(this.#step, run.last); step >= 0; step--) {
        const { x, y } = run.points[step];
        const away = Math.hypot(across(this.view, x) - px, down(this.view, y) - py);
        if (away < least - 0.5) [least, found] = [away, { entry, step }];
      }
    });
    return found;
  }

  #drawTop(): void {
    const { pen } = this.top;
    const { heads } = this.#paths;
    this.top.clear();
    const halo = themed("ground");
    if (this.#runs.length > 0) this.#drawStart(this.#runs[0].points[0], halo);
    const labels = this.#entries.map(({ name, style }, k) => {
      const [x, y] = [clamped(heads[2 * k], this.view.width), clamped(heads[2 * k + 1], this.view.height)];
      return { text: name, colour: colourOf(style), x, y };
    });
    pen.lineWidth = 1.5;
    pen.strokeStyle = halo;
    labels.forEach(({ x, y, colour }, k) => {
      pen.fillStyle = colour;
      drawMark(pen, this.#entries[k].style, x, y, 5);
      pen.fill();
      pen.stroke();
    });
    drawLabels(pen, labels, this.view, halo);
    if (this.#spot !== undefined) this.#drawSpot(this.#spot);
  }

  #drawStart({ x, y }: Point, halo: string): void {
    const { pen } = this.top;
    pen.beginPath();
    pen.arc(across(this.view, x), down(this.view, y), 7, 0, 2 * Math.PI);
    pen.lineWidth = 5;
    pen.strokeStyle = halo;
    pen.stroke();
    pen.lineWidth = 2.5;
    pen.strokeStyle = themed("mark");
    pen.stroke();
  }

  #drawSpot({ entry, step }: Spot): void {
    const run = this.#runs[entry];
    if (run === undefined) return;
    const { pen } = this.top;
    const { x, y } = run.at(step);
    pen.beginPath();
    pen.arc(across(this.view, x), down(this.view, y), 9, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = themed("accent");
    pen.stroke();
  }
}

function clamped(value: number, size: number): number {
  return Math.min(size - 3, Math.max(3, value));
}
