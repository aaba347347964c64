import { kinds, type Options, type Setting as Value } from "../optimizers.js";
import { button, element } from "../parts/element.js";
import { problem } from "../parts/fields.js";
import type { Style } from "../parts/palette.js";
import { swatch } from "../parts/swatch.js";
import type { Say } from "../texts/say.js";
import { entriesOf, type Entry } from "./entries.js";
import { optionControls } from "./options.js";
import type { Choice } from "./presets.js";
import { everyone, rateFor, refusal, type Setting } from "./setting.js";

/** The catalog: who is on the surface, and with which options. */
export class OptimizerList {
  readonly host = element("section", { class: "optimizers" });
  readonly #say: Say;
  readonly #setting: () => Setting;
  readonly #change: (choices: readonly Choice[]) => void;
  readonly #open = new Set<string>();

  constructor(say: Say, setting: () => Setting, change: (choices: readonly Choice[]) => void) {
    this.#say = say;
    this.#setting = setting;
    this.#change = change;
    this.show();
  }

  show(): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.key;
    const entries = entriesOf(this.#setting().choices);
    const rows = kinds.flatMap(({ title }) => {
      const own = entries.filter((entry) => entry.choice.title === title);
      return own.length > 0 ? own.map((entry, k) => this.#on(entry, k)) : [this.#off(title)];
    });
    this.host.replaceChildren(this.#head(entries.length), element("ul", {}, ...rows));
    if (focused !== undefined) this.host.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #head(count: number): HTMLElement {
    const say = this.#say;
    return element(
      "div",
      { class: "head" },
      element("h2", {}, say("optimizers", { count })),
      button(say("all"), () => this.#restructure(everyone(this.#setting().surface)), { "data-key": "all" }),
      button(say("none"), () => this.#restructure([]), { "data-key": "none" }),
    );
  }

  #off(title: string): HTMLElement {
    const turnOn = (): void => this.#restructure([...this.#setting().choices, this.#fresh(title)]);
    return element("li", {}, this.#tick(`${title} 0`, title, false, turnOn));
  }

  #on({ choice, name, style }: Entry, turn: number): HTMLElement {
    const say = this.#say;
    const key = `${choice.title} ${turn}`;
    const remove = (): void => this.#restructure(this.#setting().choices.filter((other) => other !== choice));
    const more = (): void => {
      this.#open.add(`${choice.title} ${turn + 1}`);
      this.#restructure([...this.#setting().choices, { ...choice, options: { ...choice.options } }]);
    };
    const wrong = problem();
    let now = choice;
    const set = (option: string, value: Value): void => {
      const options: Options = { ...now.options, [option]: value };
      wrong.textContent = refusal(choice.title, options) ?? "";
      if (wrong.textContent !== "") return;
      const next = { ...now, options };
      const choices = this.#setting().choices.map((other) => (other === now ? next : other));
      now = next;
      this.#change(choices);
    };
    const specs = kinds.find(({ title }) => title === choice.title)?.specs ?? {};
    const details = element(
      "details",
      { open: this.#open.has(key) },
      element("summary", { "data-key": `${key} options`, "aria-label": say("optionsOf", { name }) }, say("options")),
      ...optionControls(key, name, specs, choice.options, set),
      wrong,
      button(say("another", { title: choice.title }), more, { "data-key": `${key} more` }),
    );
    details.addEventListener("change", () => wrong.textContent === "" && this.show());
    details.addEventListener("toggle", () => (details.open ? this.#open.add(key) : this.#open.delete(key)));
    return element("li", { class: "on" }, this.#tick(key, name, true, remove, style), details);
  }

  #tick(key: string, name: string, on: boolean, change: () => void, style?: Style): HTMLElement {
    const box = element("input", { type: "checkbox", role: "switch", checked: on, change, "data-key": key });
    return element("label", { class: "switch" }, box, style ? swatch(style) : element("i", { class: "swatch" }), name);
  }

  #restructure(choices: readonly Choice[]): void {
    this.#change(choices);
    this.show();
  }

  #fresh(title: string): Choice {
    return { title, options: { lr: rateFor(title, this.#setting().surface) } };
  }
}
