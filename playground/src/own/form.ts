import { element, freshId, labelled, select } from "../parts/element.js";
import type { Key } from "../texts/en.js";
import type { Say } from "../texts/say.js";
import { OWN, presets, type OwnRule } from "./presets.js";
import { Mistake } from "./reading.js";
import { PARTS, presetLike, type Part } from "./setting.js";

/** Milliseconds after the last key until what is typed is read. */
const PAUSE = 300;
const MOST_LETTERS = 4_000;

interface Field {
  readonly input: HTMLInputElement | HTMLTextAreaElement;
  readonly numbers: HTMLElement;
  readonly problem: HTMLElement;
}

/** The rule's texts, with the numbers of their lines, and what is wrong under them. */
export class Form {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #change: (own: OwnRule) => void;
  readonly #preset: HTMLSelectElement;
  readonly #fields: Readonly<Record<Part, Field>>;
  #own: OwnRule;
  #later = 0;

  constructor(say: Say, own: OwnRule, change: (own: OwnRule) => void) {
    this.#say = say;
    this.#own = own;
    this.#change = change;
    const names = [...Object.keys(presets), OWN].map((id) => [id, say(`preset.${id}` as Key)] as const);
    this.#preset = select(names, presetLike(own), (id) => this.#choose(id));
    this.#preset.dataset.key = "preset";
    this.#fields = Object.fromEntries(PARTS.map((part) => [part, this.#field(part)])) as Record<Part, Field>;
    const texts = (["rule", "scalars", "options"] as const).map((part) => this.#part(part));
    this.host = element(
      "section",
      { class: "own", "aria-label": say("panel.own") },
      element(
        "div",
        { class: "controls" },
        labelled(say("preset"), this.#preset),
        labelled(say("ownTitle"), this.#fields.title.input),
        this.#fields.title.problem,
      ),
      ...texts,
    );
    this.#show();
  }

  close(): void {
    clearTimeout(this.#later);
  }

  /** Shows what is wrong, under its field and at its line; nothing where all is well. */
  tell(mistake: Mistake | undefined): void {
    for (const part of PARTS) {
      const { input, numbers, problem } = this.#fields[part];
      const isWrong = mistake?.part === part;
      input.setAttribute("aria-invalid", String(isWrong));
      [...numbers.children].forEach((each, k) => each.classList.toggle("wrong", isWrong && k + 1 === mistake.line));
      problem.replaceChildren(...(isWrong ? this.#said(mistake) : []));
    }
  }

  #said({ line, why }: Mistake): (HTMLElement | string)[] {
    const say = this.#say;
    const place = line === undefined ? "" : `${say("inLine", { line })} `;
    if (typeof why !== "string")
      return [
        place +
          say(`${isOfField(why.problem) ? "own" : "formula"}.${why.problem}` as Key, {
            at: why.at + 1,
            found: why.found,
          }),
      ];
    const [first, ...pointed] = why.split("\n");
    const mark = pointed.length > 0 ? element("pre", { lang: "en" }, pointed.join("\n")) : undefined;
    return [place, element("span", { lang: "en" }, first), ...(mark ? [mark] : [])];
  }

  #field(part: Part): Field {
    const problem = element("div", { class: "problem", role: "alert", id: freshId() });
    const attributes = {
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      maxlength: MOST_LETTERS,
      "data-key": part,
      "aria-describedby": problem.id,
      input: () => this.#typed(),
    } as const;
    const input =
      part === "title"
        ? element("input", { type: "text", size: 14, ...attributes, maxlength: 30 })
        : element("textarea", { wrap: "off", rows: 3, ...attributes });
    return { input, problem, numbers: element("div", { class: "numbers", "aria-hidden": "true" }) };
  }

  #part(part: "rule" | "scalars" | "options"): HTMLElement {
    const { input, numbers, problem } = this.#fields[part];
    const hint = element("p", { class: "quiet", id: freshId() }, this.#say(`own.${part}Hint`));
    input.id = freshId();
    input.setAttribute("aria-describedby", `${hint.id} ${problem.id}`);
    return element(
      "div",
      { class: "part" },
      element("label", { for: input.id }, this.#say(`own.${part}`)),
      element("div", { class: "lines" }, numbers, input),
      problem,
      hint,
    );
  }

  #choose(id: string): void {
    if (!Object.hasOwn(presets, id)) return;
    clearTimeout(this.#later);
    this.#own = presets[id];
    this.#show();
    this.#change(this.#own);
  }

  #show(): void {
    for (const part of PARTS) this.#fields[part].input.value = this.#own[part];
    this.#number();
  }

  #typed(): void {
    this.#number();
    clearTimeout(this.#later);
    this.#later = window.setTimeout(() => {
      const texts = PARTS.map((part) => [part, this.#fields[part].input.value] as const);
      this.#own = Object.fromEntries(texts) as unknown as OwnRule;
      this.#preset.value = presetLike(this.#own);
      this.#change(this.#own);
    }, PAUSE);
  }

  /** A number for each line, and room for all of them. */
  #number(): void {
    for (const part of ["rule", "scalars", "options"] as const) {
      const { input, numbers } = this.#fields[part];
      const count = input.value.split("\n").length;
      (input as HTMLTextAreaElement).rows = Math.max(count, 3);
      while (numbers.childElementCount > count) numbers.lastElementChild?.remove();
      while (numbers.childElementCount < count)
        numbers.append(element("span", {}, String(numbers.childElementCount + 1)));
    }
  }
}

function isOfField(problem: string): boolean {
  return ["form", "default", "name"].includes(problem);
}
