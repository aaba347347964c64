import type { NumberSpec } from "optim-wasm";
import type { Options, Setting, Spec } from "../optimizers.js";
import { element, select } from "../parts/element.js";
import { scaleOf } from "./scales.js";

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
    input.value = String(next);
    range.setAttribute("aria-valuetext", String(next));
    set(next);
  });
  return [range, input];
}

function number(what: string, value: number, set: (value: number) => void): HTMLInputElement {
  const made = named(what, numberInput(value));
  made.addEventListener("change", () => {
    if (made.value.trim() !== "" && Number.isFinite(Number(made.value))) set(Number(made.value));
  });
  return made;
}

function pair(what: string, [first, second]: readonly [number, number], set: (value: Setting) => void): HTMLElement[] {
  const inputs = [first, second].map((value, k) => named(`${what} ${k + 1}`, numberInput(value)));
  for (const input of inputs)
    input.addEventListener("change", () => set([Number(inputs[0].value), Number(inputs[1].value)]));
  return inputs;
}

function tick(what: string, on: boolean, set: (value: boolean) => void): HTMLElement {
  const made = named(what, element("input", { type: "checkbox", checked: on }));
  made.addEventListener("change", () => set(made.checked));
  return made;
}

function numberInput(value: number): HTMLInputElement {
  return element("input", { type: "text", inputmode: "decimal", value, size: 7, autocomplete: "off" });
}

function named<Made extends HTMLElement>(what: string, made: Made): Made {
  made.setAttribute("aria-label", what);
  return made;
}
