import { FUNCTIONS, type Node } from "./nodes.js";

/** What computes a formula of two arguments, for a surface x and y. */
export type Value<A = number, B = number> = (a: A, b: B) => number;

const first: Value = (x) => x;
const second: Value = (_, y) => y;

/** What computes a formula of x and y. */
export function compile(node: Node): Value {
  return compiled<number, number>(node, (name) => (name === "x" ? first : second));
}

/** What computes a formula of these variables: closures, for no page of strict policy makes code of text. */
export function compiled<A, B>(node: Node, variable: (name: string) => Value<A, B>): Value<A, B> {
  switch (node.kind) {
    case "number": {
      const { value } = node;
      return () => value;
    }
    case "variable":
      return variable(node.name);
    case "negative": {
      const of = compiled(node.of, variable);
      return (a, b) => -of(a, b);
    }
    case "call": {
      const of = compiled(node.of, variable);
      const apply = FUNCTIONS[node.name];
      return (a, b) => apply(of(a, b));
    }
    case "^":
      return raised(compiled(node.left, variable), node.right, variable);
    default:
      return combined(node.kind, compiled(node.left, variable), compiled(node.right, variable));
  }
}

function combined<A, B>(kind: "+" | "-" | "*" | "/", left: Value<A, B>, right: Value<A, B>): Value<A, B> {
  if (kind === "+") return (a, b) => left(a, b) + right(a, b);
  if (kind === "-") return (a, b) => left(a, b) - right(a, b);
  if (kind === "*") return (a, b) => left(a, b) * right(a, b);
  return (a, b) => left(a, b) / right(a, b);
}

/** Whole powers are products, which have the same bits in every engine; other powers may differ in the last one. */
function raised<A, B>(base: Value<A, B>, right: Node, variable: (name: string) => Value<A, B>): Value<A, B> {
  const times = right.kind === "number" ? right.value : Number.NaN;
  if (times === 2) return (a, b) => square(base(a, b));
  if (Number.isInteger(times) && times > 2 && times <= 32) return (a, b) => product(base(a, b), times);
  const exponent = compiled(right, variable);
  return (a, b) => Math.pow(base(a, b), exponent(a, b));
}

function square(value: number): number {
  return value * value;
}

function product(value: number, times: number): number {
  let result = value;
  for (let k = 1; k < times; k++) result *= value;
  return result;
}
