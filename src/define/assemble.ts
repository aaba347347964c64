import type { Element } from "../numbers.js";
import {
  ADD,
  block,
  branch,
  branchIf,
  getLocal,
  hex,
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

/** The loop as a module of one kernel over whole vectors, in hexadecimal digits. */
export function assemble({ arrays, loads, stores, scalars, statements, unrolls }: Loop, element: Element): string {
  const align = element === 4 ? 2 : 3;
  const count = arrays.length;
  const i = count + 2;
  const end = i + 1;
  const locals = new Map<string, number>();
  let used = end + 1;

  let code = "";
  for (const [name, place] of Object.entries(scalars))
    if (statements.some(({ value }) => reads(value, name)))
      code += getLocal(count + 1) + SPLAT[element] + hex(align) + unsigned(place * element) + setLocal(localOf(name));
  code += getLocal(count) + number(align) + SHIFT_LEFT + setLocal(end);
  if (unrolls) code += turns(Array.from({ length: UNROLL }, (_, k) => turn(k)).join(""), UNROLL);
  code += turns(turn(0), 1);
  return moduleOf(count + 2, 2, used - end - 1, code);

  function localOf(name: string): number {
    const local = locals.get(name) ?? used++;
    locals.set(name, local);
    return local;
  }

  /** While there are so many vectors left. */
  function turns(body: string, vectors: number): string {
    const last = vectors === 1 ? "" : number((vectors - 1) * VECTOR) + ADD;
    const over = getLocal(i) + last + getLocal(end) + NOT_BELOW + branchIf(1);
    return block(loop(over + body + getLocal(i) + number(vectors * VECTOR) + ADD + setLocal(i) + branch(0)));
  }

  /** The k-th vector of a turn: what is read at its first use, the statements, and what is written. */
  function turn(k: number): string {
    const unread = new Set(loads);
    // By immediate offset: an address of its own costs 1.1–1.25×.
    const place = hex(4) + unsigned(k * VECTOR);
    const address = (name: string): string => getLocal(arrays.indexOf(name)) + getLocal(i) + ADD;

    const value = (of: Expression): string => {
      if (of.kind === "constant") return constant(of.value);
      if (of.kind === "name") {
        if (!unread.delete(of.name)) return getLocal(localOf(of.name));
        return address(of.name) + LOAD + place + teeLocal(localOf(of.name));
      }
      const [first, second, third] = of.args;
      // Operands in the order of the instruction: what is read first is loaded there.
      if (of.of === "select") return value(second) + value(third) + value(first) + SELECT;
      if (of.of === "sign") {
        const x = localOf("Sign");
        const side = (sign: "<" | ">"): string => getLocal(x) + constant(0) + operation(sign) + constant(1) + AND;
        return value(first) + setLocal(x) + side(">") + side("<") + operation("-");
      }
      return of.args.map(value).join("") + operation(of.of);
    };

    let body = "";
    for (const { to, value: of } of statements) {
      body += value(of);
      unread.delete(to.name);
      body += setLocal(localOf(to.name));
    }
    for (const name of stores) body += address(name) + getLocal(localOf(name)) + STORE + place;
    return body;
  }

  function operation(of: Operation): string {
    const single = CODES[of] as number;
    return simd(element === 4 ? single : single + (single < 128 ? COMPARED : COMPUTED));
  }

  /** A number in every lane. */
  function constant(value: number): string {
    const lanes = element === 4 ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
    return CONSTANT + hex(...new Uint8Array(lanes.buffer));
  }
}

function reads(value: Expression, name: string): boolean {
  return value.kind === "name"
    ? value.name === name
    : value.kind === "operation" && value.args.some((each) => reads(each, name));
}
