import { kindNamed, kinds, type Options, type Setting as Value, type Spec } from "../optimizers.js";
import { rateOn } from "../rules.js";
import { OWN, presetOf, presets, scenes, type Choice, type Preset, type Range } from "./presets.js";

/** All that a visitor has chosen on the surfaces; the URL holds it. */
export interface Setting {
  /** A preset's id, or `own`. */
  readonly surface: string;
  readonly formula: string;
  readonly x: Range;
  readonly y: Range;
  readonly start: readonly [number, number];
  readonly steps: number;
  /** The step that is shown. */
  readonly at: number;
  /** Steps a second. */
  readonly speed: number;
  readonly view: "relief" | "contours";
  readonly choices: readonly Choice[];
}

export const MOST_STEPS = 5_000;
const MOST_CHOICES = 60;
export const SPEEDS = [2, 5, 10, 30, 60, 120, 300, 600];

export const FIRST = settingOfScene("six");

/** A picture of the notes as a setting. */
export function settingOfScene(id: string): Setting {
  const scene = scenes.find((each) => each.id === id) ?? scenes[0];
  const preset = presetOf(scene.surface) ?? presets[0];
  const { steps, choices } = scene;
  return { ...placeOf(preset), steps, at: steps, speed: 10, view: "contours", choices };
}

/** The same choices on another surface, each at its rate there. */
export function onSurface(setting: Setting, id: string): Setting {
  const preset = presetOf(id);
  if (preset === undefined) return { ...setting, surface: OWN };
  const choices = setting.choices.map(({ title, options }) => ({
    title,
    options: { ...options, lr: rateFor(title, preset.id) },
  }));
  return { ...setting, ...placeOf(preset), at: 0, choices };
}

/** The rate by which an optimizer begins on a surface: the notes', the best of docs/convergence.md, or its own default. */
export function rateFor(title: string, surface: string): number {
  const noted = scenes[1].choices.find((choice) => choice.title === title)?.options.lr;
  if ((surface === "canyon" || surface === OWN) && typeof noted === "number") return noted;
  const problem = presetOf(surface)?.problem ?? "Himmelblau";
  return rateOn(problem, title) ?? Number(kindNamed(title)?.specs.lr.default);
}

function placeOf({ id, formula, x, y, start, steps }: Preset) {
  return { surface: id, formula, x, y, start, steps };
}

export function writeSetting(setting: Setting): URLSearchParams {
  const { surface, formula, x, y, start, steps, at, speed, view, choices } = setting;
  const shown = surface === OWN ? { formula, x: x.join(), y: y.join() } : undefined;
  return new URLSearchParams({
    surface,
    ...shown,
    start: start.join(),
    steps: String(steps),
    at: String(at),
    speed: String(speed),
    view,
    on: choices.map(writeChoice).join("~"),
  });
}

/** The setting in a URL; what is missing or makes no sense there is as it is at first. */
export function readSetting(query: URLSearchParams): Setting {
  const surface = query.get("surface") ?? "";
  const base = surface === OWN ? { ...FIRST, surface } : presetOf(surface) ? onSurface(FIRST, surface) : FIRST;
  const own = surface === OWN;
  const steps = count(query.get("steps"), base.steps, MOST_STEPS);
  const on = query.get("on");
  return {
    ...base,
    formula: (own && query.get("formula")) || base.formula,
    x: (own && rangeIn(query.get("x"))) || base.x,
    y: (own && rangeIn(query.get("y"))) || base.y,
    start: pairIn(query.get("start")) ?? base.start,
    steps,
    at: Math.min(count(query.get("at"), base.at, MOST_STEPS), steps),
    speed: count(query.get("speed"), base.speed, Math.max(...SPEEDS)) || base.speed,
    view: query.get("view") === "relief" ? "relief" : "contours",
    choices: on === null ? base.choices : on.split("~").slice(0, MOST_CHOICES).flatMap(readChoice),
  };
}

/** `Adam:lr=0.3:beta1=0.5`. */
function writeChoice({ title, options }: Choice): string {
  return [title, ...Object.entries(options).map(([name, value]) => `${name}=${String(value)}`)].join(":");
}

function readChoice(text: string): Choice[] {
  const [title, ...pairs] = text.split(":");
  const kind = kindNamed(title);
  if (kind === undefined) return [];
  const options: Record<string, Value> = {};
  for (const pair of pairs) {
    const [name, written = ""] = pair.split("=");
    const value = Object.hasOwn(kind.specs, name) ? readValue(kind.specs[name], written) : undefined;
    if (value !== undefined) options[name] = value;
  }
  return accepted(title, options) ? [{ title, options }] : [];
}

/** Whether the class takes these options. */
export function accepted(title: string, options: Options): boolean {
  return refusal(title, options) === undefined;
}

/** What the class says of options that it does not take. */
export function refusal(title: string, options: Options): string | undefined {
  try {
    kindNamed(title)?.create({ ...options, backend: "js" });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function readValue(spec: Spec, text: string): Value | undefined {
  if ("oneOf" in spec) return spec.oneOf.includes(text) ? text : undefined;
  if ("flag" in spec) return text === "true";
  if (Array.isArray(spec.default)) return pairIn(text);
  return numberIn(text);
}

function numberIn(text: string | null): number | undefined {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function pairIn(text: string | null): readonly [number, number] | undefined {
  const [first, second, ...rest] = (text ?? "").split(",").map((part) => numberIn(part));
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second];
}

export function rangeIn(text: string | null): Range | undefined {
  const pair = pairIn(text);
  return pair && pair[1] - pair[0] >= 1e-6 && Math.max(...pair.map(Math.abs)) <= 1e6 ? pair : undefined;
}

function count(text: string | null, otherwise: number, most: number): number {
  const value = numberIn(text);
  return value !== undefined && Number.isInteger(value) && value >= 0 ? Math.min(value, most) : otherwise;
}

/** One of each class, at its rate on the surface. */
export function everyone(surface: string): Choice[] {
  return kinds.map(({ title }) => ({ title, options: { lr: rateFor(title, surface) } }));
}
