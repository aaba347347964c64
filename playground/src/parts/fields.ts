import { FormulaError } from "../formula/tokens.js";
import type { Say } from "../texts/say.js";
import { element } from "./element.js";

export type Limits = readonly [least: number, most: number];

/** A field for a number; a text that is none within the limits is marked, and changes nothing. */
export function numberField(
  value: number | undefined,
  size: number,
  [least, most]: Limits,
  change: (value: number) => void,
): HTMLInputElement {
  const made = element("input", { type: "text", inputmode: "decimal", value, size, autocomplete: "off" });
  made.addEventListener("change", () => {
    const next = made.value.trim() === "" ? Number.NaN : Number(made.value.replaceAll("−", "-"));
    const isFine = Number.isFinite(next) && next >= least && next <= most;
    made.setAttribute("aria-invalid", String(!isFine));
    if (isFine) change(next);
  });
  return made;
}

/** Puts another number into such a field. */
export function putNumber(input: HTMLInputElement, value: number): void {
  input.value = String(value);
  input.removeAttribute("aria-invalid");
}

/** A field for a formula. */
export function formulaField(value: string, change: (text: string) => void): HTMLInputElement {
  const made = element("input", {
    type: "text",
    value,
    spellcheck: "false",
    autocomplete: "off",
    "data-key": "formula",
  });
  made.addEventListener("change", () => change(made.value));
  return made;
}

/** Where is said, at once to those who listen, what is wrong. */
export function problem(id?: string): HTMLElement {
  return element("p", { class: "problem", role: "alert", id });
}

/** Why a formula cannot be read, in words; nothing where it can. */
export function whyUnread(read: () => unknown, say: Say): string {
  try {
    read();
    return "";
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return say(`formula.${error.problem}`, { at: error.at + 1, found: error.found });
  }
}
