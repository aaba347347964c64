import { shapeOf } from "../formula/surface.js";
import { FormulaError } from "../formula/tokens.js";
import { button, element, labelled, select } from "../parts/element.js";
import type { Key } from "../texts/en.js";
import type { Say } from "../texts/say.js";
import { OWN, presets, scenes, type Range } from "./presets.js";
import { onSurface, rangeIn, settingOfScene, type Setting } from "./setting.js";

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
    inputs.forEach((input, k) => (input.value = String(start[k])));
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
      const made = text(this.#setting().start[k], (value) => {
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
    const problem = element("p", { class: "problem", role: "alert" });
    const input = element("input", {
      type: "text",
      value: formula,
      spellcheck: "false",
      autocomplete: "off",
      "data-key": "formula",
    });
    input.addEventListener("change", () => {
      problem.textContent = this.#problemIn(input.value);
      if (problem.textContent === "") this.#take({ ...this.#setting(), surface: OWN, formula: input.value, at: 0 });
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
        problem.textContent = next ? "" : say("badRange");
        if (next) this.#take({ ...this.#setting(), surface: OWN, [name]: next });
      });
      return labelled(say(name === "x" ? "rangeX" : "rangeY"), made);
    };
    return element("div", { class: "formula" }, labelled("f(x, y) =", input), frame("x", x), frame("y", y), problem);
  }

  #problemIn(formula: string): string {
    try {
      shapeOf(formula);
      return "";
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const { problem, at, found } = error;
      return this.#say(`formula.${problem}`, { at: at + 1, found });
    }
  }
}

function text(value: number, change: (value: number) => void): HTMLInputElement {
  const made = element("input", { type: "text", inputmode: "decimal", value, size: 8, autocomplete: "off" });
  made.addEventListener("change", () => {
    if (made.value.trim() !== "" && Math.abs(Number(made.value)) <= 1e6) change(Number(made.value));
  });
  return made;
}
