import { writeHyperparameters } from "../checkpoint/hyperparameters.js";
import { passesOf } from "../checkpoint/seeds.js";
import { sumOf } from "../checkpoint/sum.js";
import type { Internals } from "../internals.js";
import type { Floats } from "../numbers.js";
import type { Values } from "../options/hyperparameters.js";
import { VERSION } from "./version.js";

/** What must be the same on all ranks, as text: each aspect under what a message calls it; with values where they are given. */
export function likenessOf(kind: string, { title, hyper, store }: Internals, params?: readonly Floats[]): string {
  const shapes = [...store.tensors.values()].map(({ name, element, length, whole, shape }) => [
    name,
    `float${8 * element}`,
    shape ?? whole?.param.length ?? length,
  ]);
  const groups = [...store.tensors.values()].map(({ name, span }) => [name, span.group]);
  const { options } = writeHyperparameters(hyper);
  const { shapes: given } = hyper.given[0];
  const alike = {
    "the version of optim-wasm": VERSION,
    "the class": `${kind} of ${title}`,
    "the parameters": shapes,
    "the options": options,
    "the groups that names are in": groups,
    "the shapes": typeof given === "function" ? "by a function" : (given ?? null),
    "the passes": passesOf(hyper).map((pass) => [pass.title, pass.given]),
    ...(params && { "the parameters' values": sumOf(params) }),
  };
  return JSON.stringify(alike, plain);
}

/** Of the options' values now, as a number. */
export function digestOfValues(values: readonly Values[]): number {
  return sumOf([new TextEncoder().encode(JSON.stringify(values, plain))]);
}

/** JSON has no word for what is not finite. */
function plain(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** Throws on every rank alike, naming the first rank that differs from rank 0, and in what. */
export function requireAlike(texts: readonly string[]): void {
  const [first, ...others] = texts.map((text) => JSON.parse(text) as Record<string, unknown>);
  others.forEach((other, k) => {
    for (const aspect of Object.keys(first)) {
      const [a, b] = [first[aspect], other[aspect]].map((each) => JSON.stringify(each));
      if (a === b) continue;
      const [left, right] = differing(a, b);
      throw new RangeError(`${aspect} must be the same on all ranks: rank 0 has ${left}, rank ${k + 1} ${right}`);
    }
  });
}

/** Two texts from a little before where they part. */
function differing(a: string, b: string): [string, string] {
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++;
  const shown = (text: string) => `${at > 30 ? "…" : ""}${text.slice(Math.max(0, at - 30), at + 60)}`;
  return [shown(a), shown(b)];
}
