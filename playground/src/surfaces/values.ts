import { Chart } from "../parts/chart.js";
import { element } from "../parts/element.js";
import { colourOf } from "../parts/palette.js";
import type { Say } from "../texts/say.js";
import type { Entry } from "./entries.js";
import type { Run } from "./run.js";

/** What is nearer to the least value than this is drawn there. */
const LEAST = 1e-16;
const HEIGHT = 300;
const LABEL = 15;
/** What is so many times as high as the start is out of the picture. */
const FAR = 1e3;

/** The value over the steps: above the least minimum on a logarithmic scale, or as it is where none was found. */
export class Values {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #place = element("div", { class: "chart", role: "img" });
  readonly #title = element("h2");
  #chart: Chart | undefined;
  #runs: readonly Run[] = [];
  #least: number | undefined;
  #columns: (number | null)[][] = [];
  #shown = -1;

  constructor(say: Say) {
    this.#say = say;
    this.host = element("section", { class: "values" }, this.#title, this.#place);
  }

  begin(runs: readonly Run[], entries: readonly Entry[], steps: number, least: number | undefined): void {
    this.#chart?.close();
    this.#runs = runs;
    this.#least = least;
    this.#shown = -1;
    const name = this.#say(least === undefined ? "value" : "valueAbove");
    this.#title.textContent = name;
    this.#place.setAttribute("aria-label", this.#say("valuesChart", { what: name }));
    this.#columns = [Array.from({ length: steps + 1 }, (_, k) => k), ...runs.map(() => nothing(steps + 1))];
    const lines = entries.map((entry) => ({ name: entry.name, colour: colourOf(entry.style), dash: entry.style.dash }));
    const options = {
      lines,
      x: { name: this.#say("step"), range: [0, steps] },
      y: { name: "", log: least !== undefined },
      height: Math.max(HEIGHT, LABEL * entries.length + 70),
      labels: true,
    } as const;
    this.#chart = new Chart(this.#place, options, this.#columns);
  }

  show(step: number): void {
    if (step < this.#shown) {
      for (const column of this.#columns.slice(1)) column.fill(null);
      this.#shown = -1;
    }
    this.#runs.forEach((run, k) => {
      for (let at = this.#shown + 1; at <= Math.min(step, run.last); at++)
        this.#columns[k + 1][at] = this.#drawn(run, at);
    });
    this.#shown = step;
    this.#chart?.set(this.#columns);
  }

  close(): void {
    this.#chart?.close();
  }

  #drawn(run: Run, step: number): number | null {
    const value = run.values[step];
    const above = value - (this.#least ?? 0);
    if (!(Math.abs(above) <= FAR * Math.abs(run.values[0] - (this.#least ?? 0)) + 1)) return null;
    return this.#least === undefined ? value : Math.max(above, LEAST);
  }
}

function nothing(length: number): (number | null)[] {
  return Array.from({ length }, () => null);
}
