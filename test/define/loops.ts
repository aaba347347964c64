import { assemble } from "../../src/define/assemble.js";
import { Interpreter } from "../../src/define/interpret.js";
import { weave } from "../../src/define/loop.js";
import type { RuleText } from "../../src/define/read.js";
import { bytesOf } from "../../src/backend/hex.js";
import { PLACES } from "../../src/kernels/scalars.js";
import { expectSameBits } from "../support.js";
import { floatsOf, type Element, type Floats } from "../../src/numbers.js";

/** So many elements of each array: seven vectors of float32, fourteen of float64, which are no multiples of a turn's four. */
export const COUNT = 28;

/** The arrays of a kernel in the order of its arguments, and the scalars by their places. */
export interface Given {
  readonly arrays: readonly Floats[];
  readonly scalars: Floats;
}

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
const heaps = { 4: new Float32Array(memory.buffer), 8: new Float64Array(memory.buffer) } as const;

/** What the assembled module of a rule, with what is asked for beside it, leaves in the arrays. */
export function assembled(rule: RuleText, asked: number, element: Element, given: Given): Floats[] {
  return onHeap(element, given, (places) => {
    const module = new WebAssembly.Module(bytesOf(assemble(weave(rule, asked), element)));
    const { plain } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    (plain as (...ranges: number[]) => void)(...places.map((place) => place * element), COUNT, 0);
  });
}

/** What the interpreter leaves there. */
export function interpreted(rule: RuleText, asked: number, element: Element, given: Given): Floats[] {
  const { arrays } = given;
  return onHeap(element, given, (places, heap) => {
    new Interpreter(weave(rule, asked), element).run(
      arrays.map(() => heap),
      places,
      COUNT,
      heap,
      0,
    );
  });
}

/** What a run leaves of the arrays, which lie at these places of a heap; the scalars at its beginning. */
export function onHeap(
  element: Element,
  { arrays, scalars }: Given,
  run: (places: number[], heap: Floats) => void,
): Floats[] {
  const heap = heaps[element];
  heap.set(scalars);
  const places = arrays.map((values, k) => {
    heap.set(values, PLACES + k * COUNT);
    return PLACES + k * COUNT;
  });
  run(places, heap);
  return places.map((place) => heap.slice(place, place + COUNT));
}

export function expectArrays(actual: readonly Floats[], wanted: readonly (readonly number[])[], where: string): void {
  wanted.forEach((values, k) => expectSameBits(actual[k], values, `array ${k}, ${where}`));
}

/** The least and the greatest subnormal, the least normal, the greatest number, the one after 1. */
export const EDGES = {
  4: [2 ** -149, 2 ** -126 - 2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127, 1 + 2 ** -23],
  8: [2 ** -1074, 2 ** -1022 - 2 ** -1074, 2 ** -1022, Number.MAX_VALUE, 1 + 2 ** -52],
} as const;

/** Half of them NaN, zeros, infinities and the ends of the type's range; the others plain numbers. */
export function hard(element: Element, random: () => number): Floats {
  const special = [NaN, 0, -0, 1, -1, Infinity, -Infinity, ...EDGES[element], ...EDGES[element].map((x) => -x)];
  return new (floatsOf(element))(COUNT).map(() =>
    random() < 0.5
      ? special[Math.floor(random() * special.length)]
      : (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6),
  );
}
