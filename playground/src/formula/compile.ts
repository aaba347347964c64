import { FUNCTIONS, type Node } from "./nodes.js";

export type Value = (x: number, y: number) => number;

/** What computes a formula: closures, for no page of strict policy makes code of text. */
export function compile(node: Node): Value {
  switch (node.kind) {
    case "number": {
      const { value } = node;
      return () => value;
    }
    case "variable":
      return node.name === "x" ? (x) => x : (_, y) => y;
    case "negative": {
      const of = compile(node.of);
      return (x, y) => -of(x, y);
    }
    case "call": {
      const of = compile(node.of);
      const apply = FUNCTIONS[node.name];
      return (x, y) => apply(of(x, y));
    }
    case "^":
      return raised(node.left, node.right);
    default:
      return combined(node.kind, compile(node.left), compile(node.right));
  }
}

function combined(kind: "+" | "-" | "*" | "/", left: Value, right: Value): Value {
  if (kind === "+") return (x, y) => left(x, y) + right(x, y);
  if (kind === "-") return (x, y) => left(x, y) - right(x, y);
  if (kind === "*") return (x, y) => left(x, y) * right(x, y);
  return (x, y) => left(x, y) / right(x, y);
}

/** Whole powers are products, which have the same bits in every engine; other powers may differ in the last one. */
function raised(left: Node, right: Node): Value {
  const base = compile(left);
  const times = right.kind === "number" ? right.value : Number.NaN;
  if (times === 2) return (x, y) => square(base(x, y));
  if (Number.isInteger(times) && times > 2 && times <= 32) return (x, y) => product(base(x, y), times);
  const exponent = compile(right);
  return (x, y) => Math.pow(base(x, y), exponent(x, y));
}

function square(value: number): number {
  return value * value;
}

function product(value: number, times: number): number {
  let result = value;
  for (let k = 1; k < times; k++) result *= value;
  return result;
}
