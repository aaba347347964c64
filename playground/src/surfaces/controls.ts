import { shapeOf } from "../formula/surface.js";
import { button, element, labelled, select } from "../parts/element.js";
import { formulaField, numberField, problem, putNumber, whyUnread } from "../parts/fields.js";
import type { Key } from "../texts/en.js";
import type { Say } from "../texts/say.js";
import { OWN, presets, scenes, type Range } from "./presets.js";
import { onSurface, rangeIn, settingOfScene, type Setting } from "./setting.js";

/** So far from zero a start may be. */
const FARTHEST = 1e6;

/** The surface: a picture of the notes, a known one or a formula, the frame, the start and the look. */
export class Controls {
  readonly host = element("div", { class: "controls" });
  readonly #say: Say;
  readonly #setting: () => Setting;
  readonly #change: (setting: Setting) => void;

  constructor(say: Say, setting: () => Setting, change: (setting: Setting) => void) {
    this.#say = say;
    this.#setting = setting;
    this.#change = change;
    this.show();
  }

  show(): void {
    const say = this.#say;
    const setting = this.#setting();
    const focused = (document.activeElement as HTMLElement | null)?.dataset.key;
    const names = [...presets.map(({ id }) => id), OWN];
    const surface = select(
      names.map((id) => [id, say(`surface.${id}` as Key)] as const),
      setting.surface,
      (id) => this.#take(onSurface(this.#setting(), id)),
    );
    surface.dataset.key = "surface";
    const view = select(
      [
        ["contours", say("contours")],
        ["relief", say("relief")],
      ],
      setting.view,
      (kind) => this.#take({ ...this.#setting(), view: kind === "relief" ? "relief" : "contours" }),
    );
    view.dataset.key = "view";
    this.host.replaceChildren(
      labelled(say("surface"), surface),
      labelled(say("view"), view),
      this.#start(),
      this.#formula(),
      this.#scenes(),
    );
    if (focused !== undefined) this.host.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }

  /** The start alone has moved. */
  moved(): void {
    const { start } = this.#setting();
    const inputs = this.host.querySelectorAll<HTMLInputElement>(".start input");
    inputs.forEach((input, k) => putNumber(input, start[k]));
  }

  #take(setting: Setting): void {
    this.#change(setting);
    this.show();
  }

  #scenes(): HTMLElement {
    const say = this.#say;
    return element(
      "div",
      { class: "scenes", role: "group", "aria-label": say("pictures") },
      element("span", { class: "quiet", "aria-hidden": "true" }, say("pictures")),
      ...scenes.map(({ id }) =>
        button(say(`scene.${id}` as Key), () => this.#take(settingOfScene(id)), { "data-key": `scene-${id}` }),
      ),
    );
  }

  #start(): HTMLElement {
    const input = (k: 0 | 1): HTMLElement => {
      const made = numberField(this.#setting().start[k], 8, [-FARTHEST, FARTHEST], (value) => {
        const start: [number, number] = [...this.#setting().start];
        start[k] = value;
        this.#change({ ...this.#setting(), start });
      });
      made.dataset.key = `start${k}`;
      return labelled(this.#say(k === 0 ? "startX" : "startY"), made);
    };
    return element("span", { class: "start" }, input(0), input(1));
  }

  #formula(): HTMLElement {
    const say = this.#say;
    const { formula, x, y } = this.#setting();
    const wrong = problem();
    const input = formulaField(formula, (text) => {
      wrong.textContent = whyUnread(() => shapeOf(text), say);
      if (wrong.textContent === "") this.#take({ ...this.#setting(), surface: OWN, formula: text, at: 0 });
    });
    const frame = (name: "x" | "y", range: Range): HTMLElement => {
      const made = element("input", {
        type: "text",
        value: range.join(", "),
        size: 9,
        autocomplete: "off",
        "data-key": `range-${name}`,
      });
      made.addEventListener("change", () => {
        const next = rangeIn(made.value);
        wrong.textContent = next ? "" : say("badRange");
        if (next) this.#take({ ...this.#setting(), surface: OWN, [name]: next });
      });
      return labelled(say(name === "x" ? "rangeX" : "rangeY"), made);
    };
    return element("div", { class: "formula" }, labelled("f(x, y) =", input), frame("x", x), frame("y", y), wrong);
  }
}
