import { modelOf } from "../formula/model.js";
import { FormulaError } from "../formula/tokens.js";
import { button, element, freshId, labelled, select } from "../parts/element.js";
import type { Key } from "../texts/en.js";
import type { Say } from "../texts/say.js";
import { DataError, readRows, writeRows } from "./data.js";
import { guessFor, modelNamed, models } from "./models.js";
import { sampleNamed, samples } from "./samples.js";
import { LOSSES, ofSample, onFormula, onModel, OWN, type Setting } from "./setting.js";

/** Data, model, start and loss. */
export class Form {
  readonly host = element("section", { class: "entry" });
  readonly #say: Say;
  readonly #change: (setting: Setting) => void;
  #setting: Setting;

  constructor(say: Say, setting: Setting, change: (setting: Setting) => void) {
    this.#say = say;
    this.#setting = setting;
    this.#change = change;
    this.#show();
  }

  #show(): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.key;
    this.host.replaceChildren(...this.#data(), ...this.#model(), this.#start(), ...this.#loss());
    if (focused !== undefined) this.host.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }

  #take(setting: Setting): void {
    this.#setting = setting;
    this.#change(setting);
    this.#show();
  }

  #data(): HTMLElement[] {
    const say = this.#say;
    const { sample, rows } = this.#setting;
    const choose = select(
      [...samples.map(({ id }) => id), OWN].map((id) => [id, say(`sample.${id}` as Key)] as const),
      sample,
      (id) => {
        const known = sampleNamed(id);
        this.#take(known ? ofSample(known) : { ...this.#setting, sample: OWN });
      },
    );
    choose.dataset.key = "sample";
    const hint = element("p", { class: "quiet", id: freshId() }, say("columnsHint"));
    const problem = element("p", { class: "problem", role: "alert" });
    const area = element("textarea", {
      rows: 9,
      spellcheck: "false",
      autocomplete: "off",
      "data-key": "columns",
      "aria-describedby": hint.id,
    });
    area.value = writeRows(rows);
    const read = (): void => {
      if (area.value === writeRows(this.#setting.rows)) return void (problem.textContent = "");
      problem.textContent = told(() => readRows(area.value), say);
      if (problem.textContent === "") this.#take({ ...this.#setting, sample: OWN, rows: readRows(area.value) });
    };
    area.addEventListener("change", read);
    // What was pasted is in the field after the event.
    area.addEventListener("paste", () => setTimeout(read));
    const columns = labelled(say("columns"), area);
    columns.classList.add("tall");
    return [labelled(say("data"), choose), columns, hint, problem];
  }

  #model(): HTMLElement[] {
    const say = this.#say;
    const { model, formula } = this.#setting;
    const choose = select(
      [...models.map(({ id }) => id), OWN].map((id) => [id, say(`model.${id}` as Key)] as const),
      model,
      (id) => this.#take(onModel(this.#setting, id)),
    );
    choose.dataset.key = "model";
    const problem = element("p", { class: "problem", role: "alert" });
    const input = element("input", {
      type: "text",
      value: formula,
      spellcheck: "false",
      autocomplete: "off",
      "data-key": "formula",
    });
    input.addEventListener("change", () => {
      problem.textContent = told(() => modelOf(input.value), say);
      if (problem.textContent === "") this.#take(onFormula(this.#setting, input.value));
    });
    const field = labelled("f(x) =", input);
    field.classList.add("wide");
    return [labelled(say("model"), choose), field, element("p", { class: "quiet" }, say("formulaHint")), problem];
  }

  #start(): HTMLElement {
    const say = this.#say;
    const { formula, start, model } = this.#setting;
    const inputs = modelOf(formula).names.map((name, k) =>
      labelled(
        name,
        number(start[k], `start-${k}`, Number.isFinite, (value) =>
          this.#take({ ...this.#setting, start: this.#setting.start.map((each, at) => (at === k ? value : each)) }),
        ),
      ),
    );
    const known = modelNamed(model);
    const guess = known
      ? button(say("guess"), () => this.#take({ ...this.#setting, start: guessFor(known, this.#setting.rows) }), {
          "data-key": "guess",
        })
      : undefined;
    return element(
      "div",
      { class: "starts", role: "group", "aria-label": say("startValues") },
      element("h2", { "aria-hidden": "true" }, say("startValues")),
      ...inputs,
      guess,
    );
  }

  #loss(): HTMLElement[] {
    const say = this.#say;
    const { loss, scale } = this.#setting;
    const choose = select(
      LOSSES.map((each) => [each, say(`loss.${each}` as Key)] as const),
      loss,
      (value) => this.#take({ ...this.#setting, loss: LOSSES.find((each) => each === value) ?? "linear" }),
    );
    choose.dataset.key = "loss";
    if (loss === "linear") return [labelled(say("lossOf"), choose)];
    const input = number(
      scale,
      "scale",
      (value) => value > 0 && value < Infinity,
      (value) => this.#take({ ...this.#setting, scale: value }),
    );
    return [labelled(say("lossOf"), choose), labelled(say("lossScale"), input)];
  }
}

/** A field for a number; another text than one that is allowed is marked, and changes nothing. */
function number(
  value: number,
  key: string,
  isAllowed: (value: number) => boolean,
  change: (value: number) => void,
): HTMLInputElement {
  const made = element("input", {
    type: "text",
    inputmode: "decimal",
    value,
    size: 9,
    autocomplete: "off",
    "data-key": key,
  });
  made.addEventListener("change", () => {
    const next = made.value.trim() === "" ? Number.NaN : Number(made.value.replace("−", "-"));
    const isFine = Number.isFinite(next) && isAllowed(next);
    made.setAttribute("aria-invalid", String(!isFine));
    if (isFine) change(next);
  });
  return made;
}

/** Why this cannot be read, in words; nothing where it can. */
function told(read: () => unknown, say: Say): string {
  try {
    read();
    return "";
  } catch (error) {
    if (error instanceof DataError) return say(`data.${error.problem}`, { line: error.line, found: error.found });
    if (error instanceof FormulaError) return say(`formula.${error.problem}`, { at: error.at + 1, found: error.found });
    throw error;
  }
}
