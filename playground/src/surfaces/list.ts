import { kinds, type Options, type Setting as Value } from "../optimizers.js";
import { button, element } from "../parts/element.js";
import type { Style } from "../parts/palette.js";
import { swatch } from "../parts/swatch.js";
import type { Say } from "../texts/say.js";
import { entriesOf, type Entry } from "./entries.js";
import { optionControls } from "./options.js";
import type { Choice } from "./presets.js";
import { everyone, rateFor, refusal } from "./setting.js";

/** The catalog: who is on the surface, and with which options. */
export class OptimizerList {
  readonly host = element("section", { class: "optimizers" });
  readonly #say: Say;
  readonly #change: (choices: readonly Choice[]) => void;
  readonly #open = new Set<string>();
  #choices: readonly Choice[] = [];
  #surface = "";

  constructor(say: Say, change: (choices: readonly Choice[]) => void) {
    this.#say = say;
    this.#change = change;
  }

  show(choices: readonly Choice[], surface: string): void {
    this.#surface = surface;
    this.#choices = choices;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.key;
    const entries = entriesOf(choices);
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
      button(say("all"), () => this.#restructure(everyone(this.#surface)), { "data-key": "all" }),
      button(say("none"), () => this.#restructure([]), { "data-key": "none" }),
    );
  }

  #off(title: string): HTMLElement {
    const turnOn = (): void => this.#restructure([...this.#choices, this.#fresh(title)]);
    return element("li", {}, this.#tick(`${title} 0`, title, false, turnOn));
  }

  #on({ choice, name, style }: Entry, turn: number): HTMLElement {
    const say = this.#say;
    const key = `${choice.title} ${turn}`;
    const remove = (): void => this.#restructure(this.#choices.filter((other) => other !== choice));
    const more = (): void => {
      this.#open.add(`${choice.title} ${turn + 1}`);
      this.#restructure([...this.#choices, { ...choice, options: { ...choice.options } }]);
    };
    const problem = element("p", { role: "alert", class: "problem" });
    let now = choice;
    const set = (option: string, value: Value): void => {
      const options: Options = { ...now.options, [option]: value };
      problem.textContent = refusal(choice.title, options) ?? "";
      if (problem.textContent !== "") return;
      const next = { ...now, options };
      this.#choices = this.#choices.map((other) => (other === now ? next : other));
      now = next;
      this.#change(this.#choices);
    };
    const specs = kinds.find(({ title }) => title === choice.title)?.specs ?? {};
    const details = element(
      "details",
      { open: this.#open.has(key) },
      element("summary", { "data-key": `${key} options`, "aria-label": say("optionsOf", { name }) }, say("options")),
      ...optionControls(key, name, specs, choice.options, set),
      problem,
      button(say("another", { title: choice.title }), more, { "data-key": `${key} more` }),
    );
    details.addEventListener("change", () => problem.textContent === "" && this.show(this.#choices, this.#surface));
    details.addEventListener("toggle", () => (details.open ? this.#open.add(key) : this.#open.delete(key)));
    return element("li", { class: "on" }, this.#tick(key, name, true, remove, style), details);
  }

  #tick(key: string, name: string, on: boolean, change: () => void, style?: Style): HTMLElement {
    const box = element("input", { type: "checkbox", role: "switch", checked: on, change, "data-key": key });
    return element("label", { class: "switch" }, box, style ? swatch(style) : element("i", { class: "swatch" }), name);
  }

  #restructure(choices: readonly Choice[]): void {
    this.#change(choices);
    this.show(choices, this.#surface);
  }

  #fresh(title: string): Choice {
    return { title, options: { lr: rateFor(title, this.#surface) } };
  }
}
