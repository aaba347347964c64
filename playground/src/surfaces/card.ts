import { element } from "../parts/element.js";
import { ruleOf } from "../rules.js";
import type { Say } from "../texts/say.js";
import type { Entry } from "./entries.js";
import { swatch } from "../parts/swatch.js";
import type { Run } from "./run.js";
import { shown } from "./table.js";

/** The rule of an optimizer, and what it held at a step. */
export class Card {
  readonly host = element("section", { class: "card rule" });
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
    this.clear();
  }

  clear(): void {
    this.host.replaceChildren(
      element("h2", {}, this.#say("ruleAndState")),
      element("p", { class: "quiet" }, this.#say("ruleHint")),
    );
  }

  show({ name, style, choice, own }: Entry, run: Run, step: number): void {
    const at = Math.min(step, run.last);
    const { x, y } = run.at(at);
    const before = run.at(Math.max(0, at - 1));
    const { gradient, state } = run.moment(at);
    const rows: [string, number, number][] = [
      ["p", x, y],
      ["g", gradient.x, gradient.y],
      ["Δp", x - before.x, y - before.y],
      ...Object.entries(state).map(([slot, value]): [string, number, number] => [slot, value.x, value.y]),
    ];
    const options = Object.entries(choice.options).map(([option, value]) => `${option} ${String(value)}`);
    this.host.replaceChildren(
      element("h2", {}, swatch(style), `${name}, ${this.#say("atStep", { step: at })}`),
      element("p", { class: "formula", lang: "en" }, ...coded(own ? own.rule : ruleOf(choice.title))),
      element("p", { class: "quiet" }, options.join(", ")),
      element(
        "table",
        {},
        element("caption", { class: "unseen" }, this.#say("stateOf", { name })),
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...["", "x", "y"].map((head) => element("th", { scope: "col" }, head || this.#say("slot"))),
          ),
        ),
        element(
          "tbody",
          {},
          ...rows.map(([what, atX, atY]) =>
            element(
              "tr",
              {},
              element("th", { scope: "row" }, what),
              element("td", {}, shown(atX)),
              element("td", {}, shown(atY)),
            ),
          ),
        ),
      ),
    );
  }
}

/** A text whose code is in backticks. */
function coded(text: string): (HTMLElement | string)[] {
  return text.split("`").map((piece, k) => (k % 2 === 1 ? element("code", {}, piece) : piece));
}
