// Writes a rule's loops in JavaScript, operation by operation in the rule's order: float32, float64, and number[].
import { NodeKind } from "assemblyscript/dist/assemblyscript.js";
import { isCompound, isMaths, SIGNS } from "./rule.mjs";

/** Elements a turn of the loop over number[]: for rules without a division eight are 1.1–1.4× over one, else two 1.05×. */
const unrollOf = ({ divides }) => (divides ? 2 : 8);

/** The module of a rule's kernels: its JavaScript loops beside its wasm. */
export function writeJavaScript(rule, places) {
  const { slots, scalars } = rule;
  const union = (names) => (names.length === 0 ? "never" : names.map((each) => `"${each}"`).join(" | "));
  const pointers = ["params", "grads", ...slots.map(at), "_average", "count", "scalars"];
  const ranges = pointers.map((each) => `${each}: number`).join(", ");
  const typed = (element, round) => `(x: Float${element}Array, ${ranges}) {
    ${scalars.map((each, k) => `const ${each} = x[scalars + ${places.OWN + k}];`).join("\n    ")}
    for (let i = 0; i < count; i++) {
      ${turn(rule, round, "i", (array, i) => `x[${array} + ${i}]`).join("\n      ")}
    }
  }`;
  return `// Written from ${rule.file}.
import type { Kernels } from "../backend/kernels.js";
import wasm from "./wasm/${fileOf(rule)}.js";

export const kernels: Kernels<${union(slots)}, ${union(scalars)}> = {
  slots: [${slots.map((each) => `"${each}"`).join(", ")}],
  wasm,${rule.moves ? "\n  moves: true," : ""}${rule.signs && !rule.divides ? "\n  signs: true," : ""}${scalars.includes("decay") ? "\n  decays: true," : ""}
  pack(out, scalars, options, t, carried) {
    const own = scalars(options, t, carried);
    ${scalars.map((each, k) => `out[${places.OWN + k}] = own.${each};`).join("\n    ")}
  },
  single${typed(32, (value) => `Math.fround(${value})`)},
  double${typed(64, (value) => `(${value})`)},
  list${list(rule, places)},
};
`;
}

export function fileOf({ file }) {
  return file.replace(/^.*\/|\.ts$/g, "");
}

function list(rule, places) {
  const { slots, scalars } = rule;
  const unroll = unrollOf(rule);
  const one = (i) =>
    turn(
      rule,
      (value) => `(${value})`,
      i,
      (array, k) => `${array}[${k}]`,
    );
  const block = (i) => ["{", ...one(i).map((line) => `  ${line}`), "}"];
  const several = Array.from({ length: unroll }, (_, j) => block(j === 0 ? "i" : `i + ${j}`)).flat();
  const unrolled = [`for (; i < length - ${unroll - 1}; i += ${unroll}) {`, ...several.map((line) => `  ${line}`), "}"];
  const parts = [
    ...slots.map((slot, k) => `const ${at(slot)} = slots[${k}];`),
    ...scalars.map((each, k) => `const ${each} = scalars[${places.OWN + k}];`),
    "const length = params.length;",
    "let i = 0;",
    ...unrolled,
    "for (; i < length; i++) {",
    ...one("i").map((line) => `  ${line}`),
    "}",
  ];
  return `(params, grads, ${slots.length > 0 ? "slots" : "_slots"}, scalars) {
    ${parts.join("\n    ")}
  }`;
}

/** One element; `round` is what becomes of each operation's result, `place` names an element of an array. */
function turn(rule, round, i, place) {
  const { slots, statements, result, text, moves } = rule;
  const write = (node) => expression(node, round, text);
  const written = statements.flatMap((statement) => {
    if (statement.kind === NodeKind.Variable) {
      const keyword = text(statement).startsWith("let") ? "let" : "const";
      return statement.declarations.map(({ name, initializer }) => `${keyword} ${name.text} = ${write(initializer)};`);
    }
    const { left, right, operator } = statement.expression;
    const value = isCompound(operator) ? round(`${left.text} ${SIGNS[operator]} ${write(right)}`) : write(right);
    return [`${left.text} = ${value};`];
  });
  return [
    `const g = ${place("grads", i)};`,
    ...(moves ? [`const p = ${place("params", i)};`] : []),
    ...slots.map((slot) => `let ${slot} = ${place(at(slot), i)};`),
    ...written,
    ...slots.map((slot) => `${place(at(slot), i)} = ${slot};`),
    `${place("params", i)} ${moves ? "=" : "+="} ${write(result)};`,
  ].map((line) => line.replace(/ = \((.*)\);$/, (whole, inner) => (balanced(inner) ? ` = ${inner};` : whole)));
}

function expression(node, round, text) {
  const write = (each) => expression(each, round, text);
  switch (node.kind) {
    case NodeKind.Identifier:
      return node.text === "zero" ? "0" : node.text;
    case NodeKind.Parenthesized:
      return write(node.expression);
    case NodeKind.UnaryPrefix:
      return `(-${write(node.operand)})`;
    case NodeKind.Binary: {
      const value = `${write(node.left)} ${SIGNS[node.operator]} ${write(node.right)}`;
      return isMaths(node.operator) ? round(value) : `(${value})`;
    }
    default:
      return word(text(node.expression), node.args, write, round, text);
  }
}

function word(name, args, write, round, text) {
  if (name === "all") return round(text(args[0]));
  const [a, b, c] = args.map(write);
  switch (name) {
    case "sqrt":
      return round(`Math.sqrt(${a})`);
    case "abs":
      return `Math.abs(${a})`;
    case "min":
      return `(${b} < ${a} ? ${b} : ${a})`;
    case "max":
      return `(${a} < ${b} ? ${b} : ${a})`;
    case "sign":
      return `(${a} > 0 ? 1 : ${a} < 0 ? -1 : 0)`;
    default:
      return `(${a} ? ${b} : ${c})`;
  }
}

function at(slot) {
  return `${slot}At`;
}

/** Whether no parenthesis closes one that it did not open. */
function balanced(text) {
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth++;
    if (letter === ")" && --depth < 0) return false;
  }
  return depth === 0;
}
