import { element } from "../parts/element.js";
import { problem } from "../parts/fields.js";
import { digits } from "../parts/numbers.js";
import { facts, table } from "../parts/tables.js";
import type { Open, Place } from "../panel.js";
import { Charts } from "./charts.js";
import { fitOf, NotFinite, TooFew, type Fitted } from "./fitting.js";
import { Form } from "./form.js";
import { readSetting, writeSetting, type Setting } from "./setting.js";

export const open: Open = (host, place) => {
  const panel = new FitPanel(host, place);
  return () => panel.close();
};

class FitPanel {
  readonly #place: Place;
  readonly #charts: Charts;
  readonly #problem = problem("fit-problem");
  readonly #body = element("tbody");
  readonly #facts = element("dl", { class: "facts" });
  readonly #note = element("p", { class: "quiet" });
  readonly #results: HTMLElement;
  #setting: Setting;
  #fitted: Fitted | undefined;

  constructor(host: HTMLElement, place: Place) {
    const { say } = place;
    this.#place = place;
    this.#setting = readSetting(place.query);
    this.#charts = new Charts(say);
    const form = new Form(say, this.#setting, this.#problem, (setting) => this.#change(setting));
    this.#results = element(
      "div",
      { class: "results" },
      this.#charts.host,
      element("section", { class: "outcome" }, this.#facts, this.#note, this.#table()),
      this.#charts.path,
    );
    host.append(
      element("p", { class: "about" }, say("fitAbout")),
      element("div", { class: "fit" }, form.host, this.#results),
    );
    place.onTheme(() => this.#draw());
    this.#fit();
  }

  close(): void {
    this.#charts.close();
  }

  #change(setting: Setting): void {
    this.#setting = setting;
    this.#place.write(writeSetting(setting));
    this.#fit();
    const { say } = this.#place;
    const fitted = this.#fitted;
    if (!fitted) return;
    const values = fitted.model.names.map((name, k) => `${name} ${digits(fitted.values[k], 5)}`).join(", ");
    this.#place.announce(say("fitted", { values, reason: this.#reason(fitted) }));
  }

  #fit(): void {
    this.#fitted = undefined;
    try {
      this.#fitted = fitOf(this.#setting);
      this.#problem.textContent = "";
    } catch (error) {
      this.#problem.textContent = this.#told(error);
    }
    this.#results.hidden = this.#fitted === undefined;
    this.#draw();
  }

  #told(error: unknown): string {
    const { say } = this.#place;
    if (error instanceof NotFinite) return say("notFinite", { x: error.x });
    if (error instanceof TooFew) return say("tooFew", { count: error.message });
    if (error instanceof TypeError || error instanceof RangeError) return say("noFit", { message: error.message });
    throw error;
  }

  #reason({ result: { reason, iterations } }: Fitted): string {
    const { say } = this.#place;
    if (reason === "callback") return "";
    return say(`reason.${reason}`, { iterations });
  }

  #draw(): void {
    const fitted = this.#fitted;
    if (!fitted) return this.#charts.close();
    const { say } = this.#place;
    const { value, dof, iterations, evaluations } = fitted.result;
    const pairs: [string, string][] = [
      [say(this.#setting.loss === "linear" ? "sumOfSquares" : "sumOfLosses"), digits(value, 6)],
      [say("deviation"), dof > 0 ? digits(Math.sqrt(value / dof), 4) : "–"],
      [say("freedom"), String(dof)],
      [say("iterations"), String(iterations)],
      [say("evaluations"), String(evaluations)],
    ];
    this.#facts.replaceChildren(...facts(pairs));
    const unsure = fitted.errors.some((each) => !Number.isFinite(each));
    const why = unsure ? say(dof > 0 ? "undetermined" : "noFreedom") : "";
    this.#note.textContent = `${this.#reason(fitted)} ${why}`.trim();
    this.#body.replaceChildren(...fitted.model.names.map((_, k) => row(fitted, this.#setting.start, k)));
    this.#charts.draw(fitted, this.#setting.formula);
  }

  #table(): HTMLElement {
    const { say } = this.#place;
    const heads = [say("parameter"), say("from"), say("estimate"), say("standardError"), say("interval")];
    return table(say("estimates"), heads, this.#body, "estimates");
  }
}

function row({ model, values, errors, spread }: Fitted, start: readonly number[], k: number): HTMLElement {
  const [value, error] = [values[k], errors[k]];
  const reach = spread * error;
  const isSure = Number.isFinite(reach);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, model.names[k]),
    element("td", {}, digits(start[k], 6)),
    element("td", { "data-exact": value }, digits(value, 8)),
    element("td", { "data-exact": error }, isSure ? digits(error, 4) : "–"),
    element("td", {}, isSure ? `${digits(value - reach, 5)} … ${digits(value + reach, 5)}` : "–"),
  );
}
