/** A formula, read: of x and y as a surface, of x and parameters as a model. */
export type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "negative"; readonly of: Node }
  | { readonly kind: "call"; readonly name: Called; readonly of: Node }
  | { readonly kind: Operation; readonly left: Node; readonly right: Node };

export type Operation = "+" | "-" | "*" | "/" | "^";

/** The functions that a formula may call; the last is what `abs` has as its derivative. */
export const FUNCTIONS = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
};
export type Called = keyof typeof FUNCTIONS;

export const ZERO = number(0);
export const ONE = number(1);

export function number(value: number): Node {
  return { kind: "number", value };
}

/** A sum, without what adds nothing. */
export function plus(left: Node, right: Node): Node {
  if (isNumber(left, 0)) return right;
  if (isNumber(right, 0)) return left;
  return folded("+", left, right);
}

export function minus(left: Node, right: Node): Node {
  if (isNumber(right, 0)) return left;
  return isNumber(left, 0) ? negative(right) : folded("-", left, right);
}

export function times(left: Node, right: Node): Node {
  if (isNumber(left, 0) || isNumber(right, 0)) return ZERO;
  if (isNumber(left, 1)) return right;
  return isNumber(right, 1) ? left : folded("*", left, right);
}

export function over(left: Node, right: Node): Node {
  if (isNumber(left, 0)) return ZERO;
  return isNumber(right, 1) ? left : folded("/", left, right);
}

export function power(left: Node, right: Node): Node {
  if (isNumber(right, 0)) return ONE;
  return isNumber(right, 1) ? left : { kind: "^", left, right };
}

export function negative(of: Node): Node {
  return of.kind === "number" ? number(-of.value) : { kind: "negative", of };
}

export function call(name: Called, of: Node): Node {
  return { kind: "call", name, of };
}

function isNumber(node: Node, value: number): boolean {
  return node.kind === "number" && node.value === value;
}

function folded(kind: "+" | "-" | "*" | "/", left: Node, right: Node): Node {
  if (left.kind !== "number" || right.kind !== "number") return { kind, left, right };
  const [a, b] = [left.value, right.value];
  return number(kind === "+" ? a + b : kind === "-" ? a - b : kind === "*" ? a * b : a / b);
}

/** How many operations it takes to compute it, where parts that come twice count twice. */
export function sizeOf(node: Node, known = new Map<Node, number>()): number {
  const before = known.get(node);
  if (before !== undefined) return before;
  const parts = "of" in node ? [node.of] : "left" in node ? [node.left, node.right] : [];
  const size = parts.reduce((sum, part) => sum + sizeOf(part, known), 1);
  known.set(node, size);
  return size;
}
