import { Chart, type Column } from "../parts/chart.js";
import { element } from "../parts/element.js";
import { colourOf, styleOf, type Style } from "../parts/palette.js";
import { swatch } from "../parts/swatch.js";
import type { Say } from "../texts/say.js";

const HEIGHT = 280;
const STYLES: readonly Style[] = [styleOf(5), { ...styleOf(6), dash: [6, 3], mark: "square" }];
/** A loss that is drawn is the mean of so many batches at least. */
const MEAN = 5;

/** Loss and accuracy over the steps. */
export class Course {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #place = element("div", { class: "chart", role: "img" });
  readonly #title = element("h2", { class: "legend" });
  #chart: Chart | undefined;
  #steps = 1;
  #losses: [step: number, loss: number][] = [];
  #accuracies: [step: number, accuracy: number][] = [];
  #waiting: number[] = [];

  constructor(say: Say) {
    this.#say = say;
    this.host = element("section", { class: "course" }, this.#title, this.#place);
  }

  /** Begins anew, or goes on from a step. */
  begin(step: number, steps: number): void {
    this.#steps = steps;
    this.#losses = this.#losses.filter(([at]) => at <= step && step > 0);
    this.#accuracies = this.#accuracies.filter(([at]) => at <= step && step > 0);
    this.#waiting = [];
    this.paint();
  }

  addLosses(step: number, losses: readonly number[]): void {
    this.#waiting.push(...losses.filter(Number.isFinite));
    if (this.#waiting.length < MEAN) return;
    this.#losses.push([step, this.#waiting.reduce((sum, each) => sum + each, 0) / this.#waiting.length]);
    this.#waiting = [];
    this.#show();
  }

  addAccuracy(step: number, accuracy: number): void {
    if (this.#accuracies.at(-1)?.[0] === step) this.#accuracies.pop();
    this.#accuracies.push([step, accuracy]);
    this.#show();
  }

  /** Makes the chart in the colours of now. */
  paint(): void {
    this.#chart?.close();
    const [loss, accuracy] = STYLES.map(colourOf);
    const names = [this.#say("loss"), this.#say("accuracy")];
    this.#title.replaceChildren(...names.flatMap((name, k) => [swatch(STYLES[k]), element("span", {}, name)]));
    this.#chart = new Chart(
      this.#place,
      {
        lines: [
          { name: this.#say("loss"), colour: loss },
          { name: this.#say("accuracy"), colour: accuracy, right: true, dash: STYLES[1].dash },
        ],
        x: { name: this.#say("stepOf"), range: [0, this.#steps] },
        y: { name: this.#say("loss"), log: true },
        right: { name: this.#say("accuracy"), range: [0, 1], format: percent },
        height: HEIGHT,
        labels: false,
      },
      this.#columns(),
    );
    this.#show();
  }

  close(): void {
    this.#chart?.close();
  }

  #show(): void {
    this.#chart?.set(this.#columns());
    const values = {
      loss: this.#losses.at(-1)?.[1].toPrecision(3) ?? "–",
      accuracy: percent(this.#accuracies.at(-1)?.[1] ?? 0),
    };
    this.#place.setAttribute("aria-label", this.#say("lossChart", values));
  }

  #columns(): Column[] {
    const [losses, accuracies] = [new Map(this.#losses), new Map(this.#accuracies)];
    const steps = [...new Set([...losses.keys(), ...accuracies.keys()])].toSorted((a, b) => a - b);
    return [steps, steps.map((step) => losses.get(step) ?? null), steps.map((step) => accuracies.get(step) ?? null)];
  }
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 1 ? 1 : 0)} %`;
}
