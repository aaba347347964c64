import { Layer } from "../parts/canvas.js";
import { button, element, freshId } from "../parts/element.js";
import { themed } from "../parts/palette.js";
import type { Say } from "../texts/say.js";
import { centred } from "./centre.js";
import { CLASSES, PIXELS, SIDE } from "./data.js";
import { largest } from "./trainer.js";

const SIZE = 224;
const CELL = SIZE / SIDE;
const REACH = 1.6;

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A square to draw a digit in, by pointer or by keys, and what the network takes it for. */
export class Sketch {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #ask: (pixels: Float32Array) => void;
  readonly #layer: Layer;
  readonly #ink = new Float32Array(PIXELS);
  readonly #said: HTMLElement;
  readonly #bars: HTMLMeterElement[];
  #pen = { x: SIDE / 2, y: SIDE / 2, down: false, shown: false };

  constructor(say: Say, ask: (pixels: Float32Array) => void) {
    this.#say = say;
    this.#ask = ask;
    const hint = freshId();
    this.#layer = new Layer({
      role: "application",
      tabindex: "0",
      "aria-label": say("drawOne"),
      "aria-describedby": hint,
    });
    this.#layer.canvas.className = "sketch";
    this.#layer.resize(SIZE, SIZE);
    this.#said = element("p", { role: "status" }, say("nothingDrawn"));
    this.#bars = Array.from({ length: CLASSES }, (_, digit) =>
      element("meter", { min: 0, max: 1, value: 0, "aria-label": String(digit) }),
    );
    this.host = element(
      "section",
      { class: "own" },
      element("h2", {}, say("drawOne")),
      element("div", { class: "pad" }, this.#layer.canvas, this.#likelihoods()),
      this.#said,
      element("p", { id: hint, class: "quiet" }, say("drawHint")),
      button(say("clear"), () => this.clear()),
    );
    this.#listen();
    this.paint();
  }

  clear(): void {
    this.#ink.fill(0);
    this.#bars.forEach((bar) => (bar.value = 0));
    this.#said.textContent = this.#say("nothingDrawn");
    this.paint();
  }

  /** Has the drawing read once more, by weights that have changed. */
  again(): void {
    const pixels = centred(this.#ink);
    if (pixels) this.#ask(pixels);
  }

  answer(probabilities: readonly number[]): void {
    const guess = largest(probabilities);
    this.#bars.forEach((bar, k) => (bar.value = probabilities[k]));
    const percent = Math.round(100 * probabilities[guess]);
    const text = this.#say("readAsOwn", { guess, percent });
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }

  paint(): void {
    const { pen } = this.#layer;
    pen.fillStyle = themed("paper");
    pen.fillRect(0, 0, SIZE, SIZE);
    pen.fillStyle = themed("ink");
    this.#ink.forEach((ink, k) => {
      pen.globalAlpha = ink;
      pen.fillRect((k % SIDE) * CELL, Math.floor(k / SIDE) * CELL, CELL, CELL);
    });
    pen.globalAlpha = 1;
    if (!this.#pen.shown) return;
    pen.lineWidth = this.#pen.down ? 3 : 1.5;
    pen.strokeStyle = themed("accent");
    pen.strokeRect((this.#pen.x - 1) * CELL, (this.#pen.y - 1) * CELL, 2 * CELL, 2 * CELL);
  }

  #likelihoods(): HTMLElement {
    const rows = this.#bars.map((bar, digit) =>
      element("li", {}, element("span", { "aria-hidden": "true" }, String(digit)), bar),
    );
    return element("ol", { class: "bars", "aria-label": this.#say("likely") }, ...rows);
  }

  #listen(): void {
    const { canvas } = this.#layer;
    let last: readonly [number, number] | undefined;
    const draw = (event: PointerEvent): void => {
      const { left, top, width } = canvas.getBoundingClientRect();
      const to = [((event.clientX - left) / width) * SIDE, ((event.clientY - top) / width) * SIDE] as const;
      this.#line(last ?? to, to);
      last = to;
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      draw(event);
    });
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && draw(event));
    canvas.addEventListener("pointerup", () => (last = undefined));
    canvas.addEventListener("pointercancel", () => (last = undefined));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("focus", () => this.#show(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => this.#show(false));
  }

  #key(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (move) {
      const from = [this.#pen.x, this.#pen.y] as const;
      this.#pen.x = Math.min(SIDE - 1, Math.max(1, from[0] + move[0]));
      this.#pen.y = Math.min(SIDE - 1, Math.max(1, from[1] + move[1]));
      if (this.#pen.down) this.#line(from, [this.#pen.x, this.#pen.y]);
    } else if (event.key === " ") {
      this.#pen.down = !this.#pen.down;
      this.#said.textContent = this.#say(this.#pen.down ? "penDown" : "penUp");
    } else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
    this.paint();
  }

  #show(shown: boolean): void {
    this.#pen.shown = shown;
    this.paint();
  }

  /** Inks what is near to a line, in cells, the more the nearer. */
  #line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): void {
    const pieces = Math.ceil(2 * Math.hypot(x2 - x1, y2 - y1)) || 1;
    for (let k = 0; k <= pieces; k++) this.#dot(x1 + ((x2 - x1) * k) / pieces, y1 + ((y2 - y1) * k) / pieces);
    this.paint();
    this.again();
  }

  #dot(x: number, y: number): void {
    for (let k = 0; k < PIXELS; k++) {
      const away = Math.hypot((k % SIDE) + 0.5 - x, Math.floor(k / SIDE) + 0.5 - y);
      this.#ink[k] = Math.max(this.#ink[k], Math.min(1, Math.max(0, REACH - away)));
    }
  }
}
