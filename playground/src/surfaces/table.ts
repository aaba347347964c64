import { button, element } from "../parts/element.js";
import type { Say } from "../texts/say.js";
import type { Entry } from "./entries.js";
import { digits } from "../parts/numbers.js";
import { table } from "../parts/tables.js";
import { swatch } from "../parts/swatch.js";
import type { Run } from "./run.js";

/** Where each optimizer is: the legend, and all that the pictures show in numbers. */
export class Table {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #choose: (entry: number) => void;
  readonly #body = element("tbody");
  #runs: readonly Run[] = [];
  #cells: HTMLElement[][] = [];

  constructor(say: Say, choose: (entry: number) => void) {
    this.#say = say;
    this.#choose = choose;
    const heads = ["optimizer", "x", "y", "value", "where"] as const;
    this.host = table(
      say("whereTheyAre"),
      heads.map((head) => say(head)),
      this.#body,
    );
  }

  begin(runs: readonly Run[], entries: readonly Entry[]): void {
    this.#runs = runs;
    this.#cells = entries.map(() => [1, 2, 3, 4].map(() => element("td")));
    this.#body.replaceChildren(
      ...entries.map(({ name, style }, k) => {
        const choose = button(name, () => this.#choose(k), { class: "plain", title: this.#say("showRule", { name }) });
        const head = element("th", { scope: "row" }, swatch(style), choose);
        return element("tr", { "data-name": name }, head, ...this.#cells[k]);
      }),
    );
  }

  show(step: number): void {
    this.#runs.forEach((run, k) => {
      const { x, y } = run.at(step);
      const [atX, atY, value, state] = this.#cells[k];
      atX.textContent = shown(x);
      atY.textContent = shown(y);
      value.textContent = shown(run.valueAt(step));
      atX.dataset.exact = String(x);
      atY.dataset.exact = String(y);
      state.textContent =
        run.out && step >= run.last ? this.#say("leftAt", { step: run.last }) : this.#say("atStep", { step });
    });
  }
}

/** Five digits. */
export function shown(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === 0 || (Math.abs(value) < 1e5 && Math.abs(value) >= 1e-3)) return digits(value, 5);
  return value.toExponential(2).replaceAll("-", "−").replace("e+", "e");
}
