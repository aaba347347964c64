import type { Element } from "../numbers.js";
import {
  ABOVE,
  ADD,
  block,
  branch,
  branchIf,
  EXTEND,
  getLocal,
  loop,
  moduleOf,
  NOT_BELOW,
  number,
  setLocal,
  SHIFT_LEFT,
  SHIFT_RIGHT,
  simd,
  SUBTRACT,
  teeLocal,
  unsigned,
} from "./binary.js";
import { SCRATCH_AT } from "../memory/arena.js";
import { LANES } from "./interpret.js";
import { reads, type Loop } from "./loop.js";
import type { Expression, Operation } from "./text.js";

const VECTOR = 16;
/** As in the loops of `assembly/`, and measured there. */
const UNROLL = 4;

/** Instructions of four float32 and of two float64. */
const CODES: Readonly<Record<Element, Partial<Record<Operation, number>>>> = {
  4: {
    "+": 0xe4,
    "-": 0xe5,
    "*": 0xe6,
    "/": 0xe7,
    "<": 0x43,
    ">": 0x44,
    min: 0xea,
    max: 0xeb,
    abs: 0xe0,
    negate: 0xe1,
    sqrt: 0xe3,
  },
  8: {
    "+": 0xf0,
    "-": 0xf1,
    "*": 0xf2,
    "/": 0xf3,
    "<": 0x49,
    ">": 0x4a,
    min: 0xf6,
    max: 0xf7,
    abs: 0xec,
    negate: 0xed,
    sqrt: 0xef,
  },
};
const LOAD = simd(0x00);
const STORE = simd(0x0b);
const SPLAT = { 4: 0x09, 8: 0x0a };
const CONSTANT = 0x0c;
const AND = simd(0x4e);
const SELECT = simd(0x52);
const PLUS = simd(0xf0); // of float64
const UPPER = simd(0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
const PROMOTE = simd(0x5f);
const SPLAT_LONG = simd(0x12);
const ABOVE_LONG = simd(0xd9);

/** Where sums lie: nothing else uses the scratch meanwhile. */
export const SUMS_AT = SCRATCH_AT;

/** The loop as a module of one kernel over whole vectors, in hexadecimal digits. */
export function assemble(
  { arrays, loads, stores, scalars, statements, sums, unrolls }: Loop,
  element: Element,
): string {
  const align = element === 4 ? 2 : 3;
  const count = arrays.length;
  const i = arrays.length + 2;
  const end = i + 1;
  const halves = element === 4 ? [0, 1] : [0];
  const locals = new Map<string, number>();
  let used = end + 1;

  const before = Object.entries(scalars)
    .filter(([name]) => [...statements.map(({ value }) => value), ...sums].some((value) => reads(value, name)))
    .flatMap(([name, place]) => [
      ...getLocal(count + 1),
      ...simd(SPLAT[element], align, ...unsigned(place * element)),
      ...setLocal(localOf(name)),
    ]);
  const range = [...getLocal(count), ...number(align), SHIFT_LEFT, ...setLocal(end)];
  const several = Array.from({ length: UNROLL }, (_, k) => turn(k)).flat();
  const loops = [...(unrolls ? turns(several, UNROLL) : []), ...turns(turn(0), 1)];
  const code = [...before, ...range, ...fetchSums(), ...loops, ...rest(), ...keepSums()];
  const bytes = moduleOf(count + 2, 2, used - end - 1, code);
  return bytes.map((byte) => (256 + byte).toString(16).slice(1)).join("");

  function localOf(name: string): number {
    const local = locals.get(name) ?? used++;
    locals.set(name, local);
    return local;
  }

  /** While there are so many vectors left. */
  function turns(body: readonly number[], vectors: number): number[] {
    // The last vector may have elements of nobody: a sum has none of them.
    const whole = sums.length > 0 ? vectors : vectors - 1;
    const last = whole === 0 ? [] : [...number(whole * VECTOR), ADD];
    const over = [...getLocal(i), ...last, ...getLocal(end), sums.length > 0 ? ABOVE : NOT_BELOW, ...branchIf(1)];
    const on = [...getLocal(i), ...number(vectors * VECTOR), ADD, ...setLocal(i), ...branch(0)];
    return block(loop([...over, ...body, ...on]));
  }

  /** The k-th vector of a turn: what is read at its first use, the statements, and what is written. */
  function turn(k: number, mask = (_half: number): number[] => []): number[] {
    const unread = new Set(loads);
    // By immediate offset: an address of its own costs 1.1–1.25×.
    const place = [4, ...unsigned(k * VECTOR)];
    const address = (name: string): number[] => [...getLocal(arrays.indexOf(name)), ...getLocal(i), ADD];

    const valueIn = (type: Element, wide: (vector: readonly number[]) => number[]) => {
      const codes = CODES[type];
      const value = (of: Expression): number[] => {
        if (of.kind === "constant") return constant(of.value, type);
        if (of.kind === "name") {
          if (!unread.delete(of.name)) return wide(getLocal(localOf(of.name)));
          return wide([...address(of.name), ...LOAD, ...place, ...teeLocal(localOf(of.name))]);
        }
        const [first, second, third] = of.args;
        // Operands in the order of the instruction: what is read first is loaded there.
        if (of.of === "select") return [...value(second), ...value(third), ...value(first), ...SELECT];
        if (of.of === "sign") {
          const x = localOf("Sign");
          const side = (sign: "<" | ">"): number[] => [
            ...getLocal(x),
            ...constant(0, type),
            ...simd(codes[sign] as number),
            ...constant(1, type),
            ...AND,
          ];
          return [...value(first), ...setLocal(x), ...side(">"), ...side("<"), ...simd(codes["-"] as number)];
        }
        return [...of.args.flatMap(value), ...simd(codes[of.of] as number)];
      };
      return value;
    };
    const value = valueIn(element, (vector) => [...vector]);

    const body = statements.flatMap(({ to, value: of }) => {
      const made = value(of);
      unread.delete(to.name);
      return [...made, ...setLocal(localOf(to.name))];
    });
    const kept = stores.flatMap((name) => [...address(name), ...getLocal(localOf(name)), ...STORE, ...place]);
    const added = sums.flatMap((of, j) =>
      halves.flatMap((half) => {
        const sum = localOf(`Sum${j}${half}`);
        return [
          ...getLocal(sum),
          ...valueIn(8, (vector) => promoted(vector, half))(of),
          ...mask(half),
          ...PLUS,
          ...setLocal(sum),
        ];
      }),
    );
    return [...body, ...kept, ...added];
  }

  /** Two lanes of a vector of float32 as float64. */
  function promoted(vector: readonly number[], half: number): number[] {
    if (element === 8) return [...vector];
    return [...vector, ...(half === 0 ? [] : [...vector, ...UPPER]), ...PROMOTE];
  }

  /** The sums so far, from where they lie and back. */
  function fetchSums(): number[] {
    return sumPlaces().flatMap(([local, at]) => [...number(0), ...LOAD, 4, ...unsigned(at), ...setLocal(local)]);
  }

  function keepSums(): number[] {
    return sumPlaces().flatMap(([local, at]) => [...number(0), ...getLocal(local), ...STORE, 4, ...unsigned(at)]);
  }

  function sumPlaces(): [local: number, at: number][] {
    return sums.flatMap((_, j) =>
      halves.map((half): [number, number] => [localOf(`Sum${j}${half}`), SUMS_AT + 8 * LANES * j + 16 * half]),
    );
  }

  /** The last vector, where sums have some of its elements. */
  function rest(): number[] {
    if (sums.length === 0) return [];
    const left = [...getLocal(end), ...getLocal(i), SUBTRACT, ...number(align), SHIFT_RIGHT, EXTEND, ...SPLAT_LONG];
    const mask = (half: number): number[] => [
      ...left,
      ...simd(CONSTANT, 2 * half, 0, 0, 0, 0, 0, 0, 0, 2 * half + 1, 0, 0, 0, 0, 0, 0, 0),
      ...ABOVE_LONG,
      ...AND,
    ];
    return block([...getLocal(i), ...getLocal(end), NOT_BELOW, ...branchIf(0), ...turn(0, mask)]);
  }

  /** A number in every lane. */
  function constant(value: number, type: Element): number[] {
    const lanes = type === 4 ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
    return simd(CONSTANT, ...new Uint8Array(lanes.buffer));
  }
}
