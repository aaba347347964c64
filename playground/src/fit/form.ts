import { modelOf, MOST_PARAMETERS } from "../formula/model.js";
import { button, element, freshId, labelled, select } from "../parts/element.js";
import { formulaField, numberField, problem, putNumber, whyUnread } from "../parts/fields.js";
import type { Key } from "../texts/en.js";
import type { Say } from "../texts/say.js";
import { DataError, LARGEST, readRows, writeRows } from "./data.js";
import { guessFor, modelNamed, models } from "./models.js";
import { sampleNamed, samples } from "./samples.js";
import { LOSSES, ofSample, onFormula, onModel, OWN, type Setting } from "./setting.js";

/** Data, model, start and loss. No field is ever made anew, so that none is lost to the keyboard on its way to the next. */
export class Form {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #change: (setting: Setting) => void;
  readonly #sample: HTMLSelectElement;
  readonly #columns = element("textarea", {
    rows: 9,
    spellcheck: "false",
    autocomplete: "off",
    "data-key": "columns",
  });
  readonly #model: HTMLSelectElement;
  readonly #formula = formulaField("", (text) => this.#readFormula(text));
  readonly #starts: readonly HTMLInputElement[];
  readonly #guess: HTMLButtonElement;
  readonly #loss: HTMLSelectElement;
  readonly #scale: HTMLInputElement;
  readonly #wrong = { columns: problem(), formula: problem() };
  #setting: Setting;

  constructor(say: Say, setting: Setting, foot: HTMLElement, change: (setting: Setting) => void) {
    this.#say = say;
    this.#setting = setting;
    this.#change = change;
    this.#sample = this.#choice("sample", [...samples.map(({ id }) => id), OWN], (id) => this.#data(id));
    this.#model = this.#choice("model", [...models.map(({ id }) => id), OWN], (id) => onModel(this.#setting, id));
    this.#loss = this.#choice("loss", LOSSES, (id) => {
      const loss = LOSSES.find((each) => each === id) ?? "linear";
      return { ...this.#setting, loss };
    });
    this.#starts = Array.from({ length: MOST_PARAMETERS }, (_, k) => this.#start(k));
    this.#guess = button(say("guess"), () => this.#guessed(), { "data-key": "guess" });
    this.#scale = numberField(undefined, 9, [Number.MIN_VALUE, LARGEST], (scale) =>
      this.#take({ ...this.#setting, scale }),
    );
    this.#scale.dataset.key = "scale";
    this.#columns.addEventListener("change", () => this.#readColumns());
    // What was pasted is in the field after the event.
    this.#columns.addEventListener("paste", () => setTimeout(() => this.#readColumns()));
    this.host = element("section", { class: "entry" }, ...this.#parts(), foot);
    this.#show();
  }

  #parts(): HTMLElement[] {
    const say = this.#say;
    const hint = element("p", { class: "quiet", id: freshId() }, say("columnsHint"));
    const names = element("p", { class: "quiet", id: freshId() }, say("formulaHint"));
    this.#columns.setAttribute("aria-describedby", hint.id);
    this.#formula.setAttribute("aria-describedby", names.id);
    const columns = labelled(say("columns"), this.#columns);
    columns.classList.add("tall");
    const formula = labelled("f(x) =", this.#formula);
    formula.classList.add("tall");
    const title = element("h2", { id: freshId() }, say("startValues"));
    const starts = this.#starts.map((input) => labelled("", input));
    return [
      labelled(say("data"), this.#sample),
      columns,
      hint,
      this.#wrong.columns,
      labelled(say("model"), this.#model),
      formula,
      names,
      this.#wrong.formula,
      element("div", { class: "starts", role: "group", "aria-labelledby": title.id }, title, ...starts, this.#guess),
      labelled(say("lossOf"), this.#loss),
      labelled(say("lossScale"), this.#scale),
    ];
  }

  /** Puts the setting into the fields, but for those of which it holds what it held before. */
  #show(before?: Setting): void {
    const { sample, rows, model, formula, start, loss, scale } = this.#setting;
    this.#sample.value = sample;
    this.#model.value = model;
    this.#loss.value = loss;
    if (rows !== before?.rows) {
      this.#columns.value = writeRows(rows);
      this.#wrong.columns.textContent = "";
    }
    if (formula !== before?.formula) {
      this.#formula.value = formula;
      this.#wrong.formula.textContent = "";
    }
    const { names } = modelOf(formula);
    this.#starts.forEach((input, k) => {
      const field = input.parentElement!;
      field.hidden = k >= names.length;
      if (field.hidden) return;
      field.querySelector("label")!.textContent = names[k];
      if (start[k] !== before?.start[k] || formula !== before.formula) putNumber(input, start[k]);
    });
    this.#guess.hidden = modelNamed(model) === undefined;
    this.#scale.parentElement!.hidden = loss === "linear";
    if (scale !== before?.scale) putNumber(this.#scale, scale);
  }

  #take(setting: Setting): void {
    const before = this.#setting;
    this.#setting = setting;
    this.#show(before);
    this.#change(setting);
  }

  #choice(name: "sample" | "model" | "loss", ids: readonly string[], chosen: (id: string) => Setting) {
    const options = ids.map((id) => [id, this.#say(`${name}.${id}` as Key)] as const);
    const made = select(options, this.#setting[name], (id) => this.#take(chosen(id)));
    made.dataset.key = name;
    return made;
  }

  #start(k: number): HTMLInputElement {
    const made = numberField(undefined, 9, [-LARGEST, LARGEST], (value) => {
      this.#take({ ...this.#setting, start: this.#setting.start.map((each, at) => (at === k ? value : each)) });
    });
    made.dataset.key = `start-${k}`;
    return made;
  }

  #data(id: string): Setting {
    const known = sampleNamed(id);
    return known ? ofSample(known) : { ...this.#setting, sample: OWN };
  }

  #guessed(): void {
    const known = modelNamed(this.#setting.model);
    if (known) this.#take({ ...this.#setting, start: guessFor(known, this.#setting.rows) });
  }

  #readColumns(): void {
    const text = this.#columns.value;
    const why = told(() => readRows(text), this.#say);
    this.#wrong.columns.textContent = why;
    if (why === "" && text !== writeRows(this.#setting.rows))
      this.#take({ ...this.#setting, sample: OWN, rows: readRows(text) });
  }

  #readFormula(text: string): void {
    const why = told(() => modelOf(text), this.#say);
    this.#wrong.formula.textContent = why;
    if (why === "" && text !== this.#setting.formula) this.#take(onFormula(this.#setting, text));
  }
}

/** Why columns or a formula cannot be read, in words; nothing where they can. */
function told(read: () => unknown, say: Say): string {
  try {
    return whyUnread(read, say);
  } catch (error) {
    if (error instanceof DataError) return say(`data.${error.problem}`, { line: error.line, found: error.found });
    throw error;
  }
}
