import { Layer } from "../parts/canvas.js";
import { element } from "../parts/element.js";
import { themed } from "../parts/palette.js";
import type { Say } from "../texts/say.js";
import { PIXELS, SIDE } from "./data.js";

const SHOWN = 48;

/** Some of the test digits, those read wrong marked. */
export class Figures {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #title = element("h2");
  readonly #list = element("ul", { class: "figures" });
  readonly #wrongOnly: HTMLInputElement;
  #images: Uint8Array | undefined;
  #labels: Uint8Array = new Uint8Array(0);
  #guesses: Uint8Array | undefined;
  #shown = "";

  constructor(say: Say) {
    this.#say = say;
    this.#wrongOnly = element("input", { type: "checkbox", change: () => this.paint() });
    const filter = element("label", { class: "switch" }, this.#wrongOnly, say("onlyWrong"));
    this.#title.textContent = say("testDigits", { wrong: "–", count: "–" });
    this.host = element("section", {}, element("div", { class: "head" }, this.#title, filter), this.#list);
  }

  take(images: Uint8Array, labels: Uint8Array): void {
    this.#images = images;
    this.#labels = labels;
  }

  show(guesses: Uint8Array): void {
    this.#guesses = guesses;
    this.paint();
  }

  paint(anew = false): void {
    const guesses = this.#guesses;
    if (guesses === undefined) return;
    const all = Array.from(this.#labels.keys());
    const wrong = all.filter((k) => guesses[k] !== this.#labels[k]);
    this.#title.textContent = this.#say("testDigits", { wrong: wrong.length, count: all.length });
    const picks = (this.#wrongOnly.checked ? wrong : all).slice(0, SHOWN);
    const shown = picks.map((k) => `${k}:${guesses[k]}`).join();
    if (shown === this.#shown && !anew) return;
    this.#shown = shown;
    this.#list.replaceChildren(...picks.map((k) => this.#figure(k, this.#labels[k], guesses[k])));
  }

  #figure(k: number, label: number, guess: number): HTMLElement {
    const layer = new Layer();
    const image = new ImageData(SIDE, SIDE);
    const [paper, ink] = [themed("paper"), themed("ink")].map((hex) =>
      [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
    );
    for (let i = 0; i < PIXELS; i++) {
      const share = this.#images![k * PIXELS + i] / 255;
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = paper[c] + share * (ink[c] - paper[c]);
      image.data[4 * i + 3] = 255;
    }
    layer.canvas.width = layer.canvas.height = SIDE;
    layer.pen.putImageData(image, 0, 0);
    const right = guess === label;
    const said = right ? this.#say("readRight", { label }) : this.#say("readAs", { label, guess });
    return element(
      "li",
      { class: right ? "right" : "wrong" },
      layer.canvas,
      element("span", { "aria-hidden": "true" }, right ? String(label) : `${label} → ${guess}`),
      element("span", { class: "unseen" }, said),
    );
  }
}
