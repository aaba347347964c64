import type { NumberSpec } from "optim-wasm";
import type { Options, Setting, Spec } from "../optimizers.js";
import { element, select } from "../parts/element.js";
import { numberField, putNumber, type Limits } from "../parts/fields.js";
import { scaleOf } from "./scales.js";

const ANY: Limits = [-Infinity, Infinity];

/** The controls of an optimizer's own options: a slider and a number, a choice, a tick, or two numbers. */
export function optionControls(
  key: string,
  title: string,
  specs: Readonly<Record<string, Spec>>,
  options: Options,
  change: (name: string, value: Setting) => void,
): HTMLElement[] {
  return Object.entries(specs).map(([name, spec]) => {
    const value = options[name] ?? spec.default;
    const set = (next: Setting): void => change(name, next);
    const what = `${title} ${name}`;
    const controls = controlsOf(spec);
    controls.forEach((control, k) => (control.dataset.key = `${key} ${name} ${k}`));
    return element(
      "div",
      { class: "option" },
      element("span", { class: "name", "aria-hidden": "true" }, name),
      ...controls,
    );

    function controlsOf(of: Spec): HTMLElement[] {
      if ("oneOf" in of) return [named(what, select(pairsOf(of.oneOf), String(value), set))];
      if ("flag" in of) return [tick(what, value === true, set)];
      if (Array.isArray(of.default)) return pair(what, value as readonly [number, number], set);
      return "min" in of ? slider(what, name, of, Number(value), set) : [number(what, Number(value), set)];
    }
  });
}

function pairsOf(all: readonly string[]): (readonly [string, string])[] {
  return all.map((each) => [each, each]);
}

function slider(what: string, name: string, spec: NumberSpec, value: number, set: (value: number) => void) {
  const scale = scaleOf(name, spec);
  const range = named(what, element("input", { type: "range", min: 0, max: 100, step: 0.5 }));
  const input = number(`${what} =`, value, (next) => {
    place(next);
    set(next);
  });
  const place = (of: number): void => {
    range.value = String(scale.toPlace(of));
    range.setAttribute("aria-valuetext", String(of));
  };
  place(value);
  range.addEventListener("input", () => {
    const next = scale.toValue(Number(range.value));
    putNumber(input, next);
    range.setAttribute("aria-valuetext", String(next));
    set(next);
  });
  return [range, input];
}

function number(what: string, value: number, set: (value: number) => void): HTMLInputElement {
  return named(what, numberField(value, 7, ANY, set));
}

function pair(what: string, values: readonly [number, number], set: (value: Setting) => void): HTMLElement[] {
  const now: [number, number] = [...values];
  return values.map((value, k) => {
    const field = numberField(value, 7, ANY, (next) => {
      now[k] = next;
      set([...now]);
    });
    return named(`${what} ${k + 1}`, field);
  });
}

function tick(what: string, on: boolean, set: (value: boolean) => void): HTMLElement {
  const made = named(what, element("input", { type: "checkbox", checked: on }));
  made.addEventListener("change", () => set(made.checked));
  return made;
}

function named<Made extends HTMLElement>(what: string, made: Made): Made {
  made.setAttribute("aria-label", what);
  return made;
}
