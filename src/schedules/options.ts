import { complain, isObject } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";

/** A value as a function of the iteration, 0 at the first update. */
export type Schedule = (iteration: number) => number;

/** Checks one option and gives it back; throws an error that names it. */
export type Reader<Value> = (name: string, value: unknown) => Value;

/** By an option's name, a pattern of what PyTorch, Keras and Optax call it. */
const OTHER_NAMES = {
  value: "^lr$|learn",
  initValue: "^(initial|base)?(lr$|learn)",
  peakValue: "^(max|peak)?(lr$|learn)",
  endValue: "^(end|min|final)(lr|learn)|etamin",
  minValue: "^(end|min|final)(lr|learn)|etamin",
  decaySteps: "^t(max|0)$|^total|transitions|firstdecay|numdecay|stepsize|epochs",
  stableSteps: "stable",
  transitionSteps: "^tmax$|^total|decaysteps|epochs",
  stepSize: "decaysteps|transitions|every",
  steps: "warmup|^total",
  warmupSteps: "warmup",
  multiplier: "^tmul",
  gamma: "decayrate|factor",
  decayRate: "gamma|factor",
  factor: "gamma|decayrate",
  threshold: "delta",
  boundaries: "milestones",
  boundariesAndScales: "milestones",
};

/**
 * The given options, checked, with the defaults of those left out. Every message has the title. A number in place of
 * options comes of a factory that was given as the schedule.
 */
export function readOptions<Values extends object>(
  title: string,
  readers: { readonly [K in keyof Values]: Reader<Values[K]> },
  given: unknown = {},
): Values {
  const entries = Object.entries<Reader<unknown>>(readers);
  if (typeof given === "number" && /^[a-z]/.test(title)) {
    const call = `lr: ${title}({ ${entries[0][0]}: … })`;
    throw new TypeError(`${title} takes an object of options, got ${given}: call it first, as in ${call}`);
  }
  requireKnown(title, readers, given, "", OTHER_NAMES);
  const options = own(given);
  return Object.fromEntries(entries.map(([name, read]) => [name, read(`${title}: ${name}`, options[name])])) as Values;
}

export function finite(name: string, value: unknown): number {
  return numeric(name, value, "");
}

export function nonNegative(name: string, value: unknown): number {
  return numeric(name, value, " ≥ 0", 0);
}

export function positive(name: string, value: unknown): number {
  return numeric(name, value, " > 0", Number.MIN_VALUE);
}

export function proper(name: string, value: unknown): number {
  return numeric(name, value, " in [0, 1)", 0, 1);
}

function numeric(name: string, value: unknown, range: string, min = -Infinity, below = Infinity): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= min && value < below) return value;
  return refuse(name, `a finite number${range}`, value, "number");
}

export function whole(name: string, value: unknown, min = 0): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min) return value;
  return refuse(name, `a whole number ≥ ${min}`, value, "number");
}

export function flag(name: string, value: unknown): boolean {
  return typeof value === "boolean" ? value : refuse(name, "true or false", value);
}

export function either<Choice extends string>(...choices: readonly Choice[]): Reader<Choice> {
  return (name, value) =>
    choices.includes(value as Choice)
      ? (value as Choice)
      : refuse(name, choices.map((choice) => `"${choice}"`).join(" or "), value, "string");
}

export function callable(name: string, value: unknown): Schedule {
  return typeof value === "function" ? (value as Schedule) : refuse(name, "a function of the iteration", value);
}

export function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : refuse(name, "a plain object", value);
}

/** A copy of an array, each element read. */
export function list<Value>(element: Reader<Value>): Reader<readonly Value[]> {
  return (name, value) =>
    Array.isArray(value)
      ? Array.from(value, (item, i) => element(`${name}[${i}]`, item))
      : refuse(name, "an array", value);
}

/** What the reader reads, or `otherwise` for an option left out. */
export function optional<Value, Default extends Value | undefined>(
  otherwise: Default,
  read: Reader<Value>,
): Reader<Value | Default> {
  return (name, value) => (value === undefined ? otherwise : read(name, value));
}

/** Throws a `RangeError` for a value of the right type, else a `TypeError`. */
export function refuse(name: string, expected: string, value: unknown, type?: string): never {
  return complain(name, expected, value, typeof value === type ? RangeError : TypeError);
}
