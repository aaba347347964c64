import type { Element } from "../numbers.js";
import {
  ABOVE,
  ADD,
  block,
  branch,
  branchIf,
  EXTEND,
  getLocal,
  hex,
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
import { LANES, SUMS_AT } from "../kernels/scalars.js";
import { reads, type Loop } from "./loop.js";
import type { Expression, Operation } from "./text.js";

const VECTOR = 16;
/** As in the loops of `assembly/`, and measured there. */
const UNROLL = 4;

/** Instructions of four float32; those of two float64 are so many further. */
const CODES: Partial<Record<Operation, number>> = {
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
};
const [COMPARED, COMPUTED] = [6, 12];
const LOAD = simd(0x00);
const STORE = simd(0x0b);
const SPLAT = { 4: simd(0x09), 8: simd(0x0a) } as const;
const CONSTANT = simd(0x0c);
const AND = simd(0x4e);
const SELECT = simd(0x52);
const PLUS = simd(0xf0); // of float64
const UPPER = simd(0x0d) + hex(8, 9, 10, 11, 12, 13, 14, 15).repeat(2);
const PROMOTE = simd(0x5f);
const SPLAT_LONG = simd(0x12);
const ABOVE_LONG = simd(0xd9);

/** The loop as a module of one kernel over whole vectors, in hexadecimal digits. */
export function assemble(
  { arrays, loads, stores, scalars, statements, sums, unrolls }: Loop,
  element: Element,
): string {
  const halves = element === 4 ? [0, 1] : [0];
  const align = element === 4 ? 2 : 3;
  const count = arrays.length;
  const i = count + 2;
  const end = i + 1;
  const locals = new Map<string, number>();
  let used = end + 1;

  let code = "";
  for (const [name, place] of Object.entries(scalars))
    if ([...statements.map(({ value }) => value), ...sums].some((value) => reads(value, name)))
      code += getLocal(count + 1) + SPLAT[element] + hex(align) + unsigned(place * element) + setLocal(localOf(name));
  code += getLocal(count) + number(align) + SHIFT_LEFT + setLocal(end);
  for (const [sum, at] of sumPlaces()) code += number(0) + LOAD + hex(4) + unsigned(at) + setLocal(sum);
  if (unrolls) code += turns(Array.from({ length: UNROLL }, (_, k) => turn(k)).join(""), UNROLL);
  code += turns(turn(0), 1);
  // The last vector, where sums have some of its elements.
  if (sums.length > 0) {
    const left = getLocal(end) + getLocal(i) + SUBTRACT + number(align) + SHIFT_RIGHT + EXTEND + SPLAT_LONG;
    const mask = (half: number): string =>
      left + literal(Int32Array.of(2 * half, 0, 2 * half + 1, 0)) + ABOVE_LONG + AND;
    code += block(getLocal(i) + getLocal(end) + NOT_BELOW + branchIf(0) + turn(0, mask));
  }
  for (const [sum, at] of sumPlaces()) code += number(0) + getLocal(sum) + STORE + hex(4) + unsigned(at);
  return moduleOf(count + 2, 2, used - end - 1, code);

  function localOf(name: string): number {
    const local = locals.get(name) ?? used++;
    locals.set(name, local);
    return local;
  }

  /** While there are so many vectors left. */
  function turns(body: string, vectors: number): string {
    // The last vector may have elements of nobody: a sum has none of them.
    const whole = sums.length > 0 ? vectors : vectors - 1;
    const last = whole === 0 ? "" : number(whole * VECTOR) + ADD;
    const over = getLocal(i) + last + getLocal(end) + (sums.length > 0 ? ABOVE : NOT_BELOW) + branchIf(1);
    return block(loop(over + body + getLocal(i) + number(vectors * VECTOR) + ADD + setLocal(i) + branch(0)));
  }

  /** The k-th vector of a turn: what is read at its first use, the statements, and what is written. */
  function turn(k: number, mask = (_half: number): string => ""): string {
    const unread = new Set(loads);
    // By immediate offset: an address of its own costs 1.1–1.25×.
    const place = hex(4) + unsigned(k * VECTOR);
    const address = (name: string): string => getLocal(arrays.indexOf(name)) + getLocal(i) + ADD;

    const value = (of: Expression, type = element, wide = (vector: string): string => vector): string => {
      if (of.kind === "constant") return constant(of.value, type);
      if (of.kind === "name") {
        if (!unread.delete(of.name)) return wide(getLocal(localOf(of.name)));
        return wide(address(of.name) + LOAD + place + teeLocal(localOf(of.name)));
      }
      const made = (each: Expression): string => value(each, type, wide);
      const [first, second, third] = of.args;
      // Operands in the order of the instruction: what is read first is loaded there.
      if (of.of === "select") return made(second) + made(third) + made(first) + SELECT;
      if (of.of === "sign") {
        const x = localOf("Sign");
        const side = (sign: "<" | ">"): string =>
          getLocal(x) + constant(0, type) + operation(sign, type) + constant(1, type) + AND;
        return made(first) + setLocal(x) + side(">") + side("<") + operation("-", type);
      }
      return of.args.map(made).join("") + operation(of.of, type);
    };

    let body = "";
    for (const { to, value: of } of statements) {
      body += value(of);
      unread.delete(to.name);
      body += setLocal(localOf(to.name));
    }
    for (const name of stores) body += address(name) + getLocal(localOf(name)) + STORE + place;
    for (const [j, of] of sums.entries())
      for (const half of halves) {
        const sum = localOf(`Sum${j}${half}`);
        body += getLocal(sum) + value(of, 8, (vector) => promoted(vector, half)) + mask(half) + PLUS + setLocal(sum);
      }
    return body;
  }

  /** Two lanes of a vector of float32 as float64. */
  function promoted(lanes: string, half: number): string {
    if (element === 8) return lanes;
    return (half === 0 ? lanes : lanes + lanes + UPPER) + PROMOTE;
  }

  /** The local of each half of each sum, and where it lies: nothing else uses the scratch meanwhile. */
  function sumPlaces(): [local: number, at: number][] {
    return sums.flatMap((_, j) =>
      halves.map((half): [number, number] => [localOf(`Sum${j}${half}`), SUMS_AT + 8 * LANES * j + 16 * half]),
    );
  }

  function operation(of: Operation, type: Element): string {
    const single = CODES[of] as number;
    return simd(type === 4 ? single : single + (single < 128 ? COMPARED : COMPUTED));
  }

  /** A number in every lane. */
  function constant(value: number, type: Element): string {
    return literal(type === 4 ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value));
  }
}

function literal({ buffer }: Float32Array | Float64Array | Int32Array): string {
  return CONSTANT + hex(...new Uint8Array(buffer));
}
