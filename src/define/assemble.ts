import type { Element } from "../numbers.js";
import {
  ADD,
  block,
  branch,
  branchIf,
  getLocal,
  loop,
  moduleOf,
  NOT_BELOW,
  number,
  setLocal,
  SHIFT_LEFT,
  simd,
  teeLocal,
  unsigned,
} from "./binary.js";
import type { Loop } from "./loop.js";
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

/** The loop as a module of one kernel over whole vectors, in hexadecimal digits. */
export function assemble({ arrays, loads, stores, scalars, statements, unrolls }: Loop, element: Element): string {
  const codes = CODES[element];
  const align = element === 4 ? 2 : 3;
  const count = arrays.length;
  const i = arrays.length + 2;
  const end = i + 1;
  const locals = new Map<string, number>();
  let used = end + 1;

  const before = Object.entries(scalars)
    .filter(([name]) => statements.some(({ value }) => reads(value, name)))
    .flatMap(([name, place]) => [
      ...getLocal(count + 1),
      ...simd(SPLAT[element], align, ...unsigned(place * element)),
      ...setLocal(localOf(name)),
    ]);
  const range = [...getLocal(count), ...number(align), SHIFT_LEFT, ...setLocal(end)];
  const several = Array.from({ length: UNROLL }, (_, k) => turn(k)).flat();
  const code = [...before, ...range, ...(unrolls ? turns(several, UNROLL) : []), ...turns(turn(0), 1)];
  const bytes = moduleOf(count + 2, 2, used - end - 1, code);
  return bytes.map((byte) => (256 + byte).toString(16).slice(1)).join("");

  function localOf(name: string): number {
    const local = locals.get(name) ?? used++;
    locals.set(name, local);
    return local;
  }

  /** While there are so many vectors left. */
  function turns(body: readonly number[], vectors: number): number[] {
    const last = vectors === 1 ? [] : [...number((vectors - 1) * VECTOR), ADD];
    const over = [...getLocal(i), ...last, ...getLocal(end), NOT_BELOW, ...branchIf(1)];
    const on = [...getLocal(i), ...number(vectors * VECTOR), ADD, ...setLocal(i), ...branch(0)];
    return block(loop([...over, ...body, ...on]));
  }

  /** The k-th vector of a turn: what is read at its first use, the statements, and what is written. */
  function turn(k: number): number[] {
    const unread = new Set(loads);
    // By immediate offset: an address of its own costs 1.1–1.25×.
    const place = [4, ...unsigned(k * VECTOR)];
    const address = (name: string): number[] => [...getLocal(arrays.indexOf(name)), ...getLocal(i), ADD];

    const value = (of: Expression): number[] => {
      if (of.kind === "constant") return constant(of.value);
      if (of.kind === "name") {
        if (!unread.delete(of.name)) return getLocal(localOf(of.name));
        return [...address(of.name), ...LOAD, ...place, ...teeLocal(localOf(of.name))];
      }
      const [first, second, third] = of.args;
      // Operands in the order of the instruction: what is read first is loaded there.
      if (of.of === "select") return [...value(second), ...value(third), ...value(first), ...SELECT];
      if (of.of === "sign") {
        const x = localOf("Sign");
        const side = (sign: "<" | ">"): number[] => [
          ...getLocal(x),
          ...constant(0),
          ...simd(codes[sign] as number),
          ...constant(1),
          ...AND,
        ];
        return [...value(first), ...setLocal(x), ...side(">"), ...side("<"), ...simd(codes["-"] as number)];
      }
      return [...of.args.flatMap(value), ...simd(codes[of.of] as number)];
    };

    const body = statements.flatMap(({ to, value: of }) => {
      const made = value(of);
      unread.delete(to.name);
      return [...made, ...setLocal(localOf(to.name))];
    });
    const kept = stores.flatMap((name) => [...address(name), ...getLocal(localOf(name)), ...STORE, ...place]);
    return [...body, ...kept];
  }

  /** A number in every lane. */
  function constant(value: number): number[] {
    const lanes = element === 4 ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
    return simd(CONSTANT, ...new Uint8Array(lanes.buffer));
  }
}

function reads(value: Expression, name: string): boolean {
  return value.kind === "name"
    ? value.name === name
    : value.kind === "operation" && value.args.some((each) => reads(each, name));
}
