import { complain, describe, isObject, quote } from "../options/messages.js";

/** The part of a model of tf's that says what its weights are called in files. */
export interface TfModel {
  readonly weights: readonly { readonly originalName: string; readonly name: string }[];
}

/** What variables are called here: by a function of tf's name, by an object of names by tf's, or as a model's files have it. */
export type TfNames = ((variable: string) => string) | Readonly<Record<string, string>> | TfModel;

/** @internal */
export function readNames(given: unknown): (variable: string) => string {
  if (typeof given === "function") {
    return (variable) => {
      const name = (given as (variable: string) => unknown)(variable);
      return typeof name === "string" ? name : complain(`the name of ${quote(variable)}`, "a string", name);
    };
  }
  const weights = (given as Partial<TfModel> | undefined)?.weights;
  if (Array.isArray(weights)) return known(weights.map((weight, k) => readWeight(weight, k)));
  if (!isObject(given))
    throw new TypeError(`names must be a function, an object of names or a model of tf.layers, got ${describe(given)}`);
  return known(
    Object.entries(given).map(([variable, name]) =>
      typeof name === "string" ? [variable, name] : complain(`names[${quote(variable)}]`, "a string", name),
    ),
  );
}

function known(entries: (readonly [string, string])[]): (variable: string) => string {
  const names = new Map(entries);
  return (variable) => names.get(variable) ?? variable;
}

function readWeight(weight: unknown, k: number): readonly [string, string] {
  const { name, originalName } = Object(weight) as Record<string, unknown>;
  if (typeof name === "string" && typeof originalName === "string") return [name, originalName];
  return complain(`weights[${k}] of the model`, "a variable of tf.layers, with name and originalName", weight);
}

/** @internal What a tensor of state is called in tf's files. */
export function weightName(variable: string, slot: string): string {
  return `${variable}/${slot}`;
}

/** tf's own names of slots, in its own order, by the class here. */
interface TfSlots {
  /** Its slots by the names here. */
  readonly slots: Readonly<Record<string, string>>;
  /** Slots that tf has and that are all zero here. */
  readonly idle?: readonly string[];
  /** Slots that tf multiplies by the rate. */
  readonly rated?: readonly string[];
}

const M_AND_V: TfSlots = { slots: { m: "m", v: "v", u: "v" } };

const OWN: Readonly<Record<string, TfSlots>> = {
  Adam: M_AND_V,
  AdamW: M_AND_V,
  Adamax: M_AND_V,
  SGD: { slots: { b: "momentum" } },
  AdaGrad: { slots: { h: "accumulator" } },
  AdaDelta: { slots: { v: "accum_grad", u: "accum_var" } },
  RMSProp: { slots: { h: "rms", b: "momentum", a: "mg" }, idle: ["momentum"], rated: ["b"] },
};

/** @internal A slot of a class in tf's files: what it is called there, and here if it is kept. */
export interface SlotName {
  readonly there: string;
  readonly here: string | undefined;
  readonly rated: boolean;
}

/** @internal The slots of a class in tf's order, and after them those that tf does not have. */
export function slotNames(title: string, slots: readonly string[]): SlotName[] {
  const { slots: theirs = {}, idle = [], rated = [] } = OWN[title] ?? {};
  const named = Object.keys(theirs)
    .filter((here) => slots.includes(here) || idle.includes(theirs[here]))
    .map((here) => ({
      there: theirs[here],
      here: slots.includes(here) ? here : undefined,
      rated: slots.includes(here) && rated.includes(here),
    }));
  const rest = slots.filter((slot) => !(slot in theirs));
  return [...named, ...rest.map((slot) => ({ there: slot, here: slot, rated: false }))];
}
