import { kinds } from "../optimizers.js";
import { element, labelled, select } from "../parts/element.js";
import { numberField, putNumber } from "../parts/fields.js";
import type { Key } from "../texts/en.js";
import type { Say } from "../texts/say.js";
import type { Plan } from "./messages.js";
import { schedules, type ScheduleName } from "./schedules.js";
import { MOST_EPOCHS, MOST_THREADS, rateFor } from "./setting.js";

/** What a training is asked to be. */
export class Form {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #change: (plan: Plan) => void;
  #plan: Plan;

  constructor(say: Say, plan: Plan, change: (plan: Plan) => void) {
    this.#say = say;
    this.#plan = plan;
    this.#change = change;
    this.host = element("div", { class: "controls" }, ...this.#controls());
  }

  #take(change: Partial<Plan>): void {
    this.#plan = { ...this.#plan, ...change };
    this.#change(this.#plan);
  }

  #controls(): HTMLElement[] {
    const say = this.#say;
    const { optimizer, lr, schedule, epochs, backend } = this.#plan;
    const rate = numberField(lr, 6, [0, 100], (next) => this.#take({ lr: next }));
    const choose = (title: string): void => {
      putNumber(rate, rateFor(title));
      this.#take({ optimizer: title, lr: rateFor(title) });
    };
    const names = Object.keys(schedules) as ScheduleName[];
    return [
      labelled(
        say("optimizer"),
        select(
          kinds.map(({ title }) => [title, title] as const),
          optimizer,
          choose,
        ),
      ),
      labelled(say("rate"), rate),
      labelled(
        say("schedule"),
        select(
          names.map((name) => [name, say(`schedule.${name}` as Key)] as const),
          schedule,
          (name) => this.#take({ schedule: name as ScheduleName }),
        ),
      ),
      labelled(
        say("epochs"),
        numberField(epochs, 6, [1, MOST_EPOCHS], (next) => this.#take({ epochs: Math.round(next) })),
      ),
      labelled(
        say("backend"),
        select(
          [
            ["wasm", "WebAssembly"],
            ["js", "JavaScript"],
          ],
          backend,
          (name) => this.#take({ backend: name === "js" ? "js" : "wasm" }),
        ),
      ),
      this.#threads(),
    ];
  }

  #threads(): HTMLElement {
    const say = this.#say;
    const most = Math.min(MOST_THREADS, Math.max(2, navigator.hardwareConcurrency || 2));
    const counts = Array.from({ length: most }, (_, k) => String(k + 1));
    const made = select(
      counts.map((each) => [each, each] as const),
      String(Math.min(this.#plan.threads, most)),
      (count) => this.#take({ threads: Number(count) }),
    );
    if (globalThis.crossOriginIsolated) return labelled(say("threads"), made);
    made.value = "1";
    made.disabled = true;
    return element("span", { title: say("notIsolated") }, labelled(say("threads"), made));
  }
}
