import { call, minus, negative, number, ONE, over, plus, power, times, ZERO, type Node } from "./nodes.js";

/** The derivative by one variable, as a formula. */
export function derivative(node: Node, by: string): Node {
  switch (node.kind) {
    case "number":
      return ZERO;
    case "variable":
      return node.name === by ? ONE : ZERO;
    case "negative":
      return negative(derivative(node.of, by));
    case "call":
      return times(outer(node.name, node.of), derivative(node.of, by));
    case "^":
      return ofPower(node.left, node.right, by);
    default:
      return ofOperation(node.kind, node, by);
  }
}

interface Two {
  readonly left: Node;
  readonly right: Node;
}

function ofOperation(kind: "+" | "-" | "*" | "/", { left, right }: Two, by: string): Node {
  const [dl, dr] = [derivative(left, by), derivative(right, by)];
  if (kind === "+") return plus(dl, dr);
  if (kind === "-") return minus(dl, dr);
  if (kind === "*") return plus(times(dl, right), times(left, dr));
  if (dr === ZERO) return over(dl, right);
  return over(minus(times(dl, right), times(left, dr)), times(right, right));
}

function ofPower(base: Node, exponent: Node, by: string): Node {
  const inner = derivative(base, by);
  if (exponent.kind === "number")
    return times(times(number(exponent.value), power(base, number(exponent.value - 1))), inner);
  const rise = derivative(exponent, by);
  const growth = plus(times(rise, call("log", base)), over(times(exponent, inner), base));
  return times(power(base, exponent), growth);
}

/** The derivative of a function by what it is called with. */
function outer(name: string, of: Node): Node {
  switch (name) {
    case "sin":
      return call("cos", of);
    case "cos":
      return negative(call("sin", of));
    case "tan":
      return over(ONE, power(call("cos", of), number(2)));
    case "exp":
      return call("exp", of);
    case "log":
      return over(ONE, of);
    case "sqrt":
      return over(number(0.5), call("sqrt", of));
    case "abs":
      return call("sign", of);
    default:
      return ZERO;
  }
}
