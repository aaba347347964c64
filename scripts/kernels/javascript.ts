// Writes a rule's loops in JavaScript, operation by operation in the rule's order: float32, float64, and number[]. What is
// written has a capital or an underscore first, which no name of a rule has.
import { OWN } from "../../assembly/scalars.js";
import type { Expression } from "../../src/define/text.js";
import { arraysOf, at } from "./assembly.js";
import { namesOf, type RuleFile } from "./rule.js";

/** Elements a turn of the loop over number[]: for rules without a division eight are 1.1–1.4× over one, else two 1.05×. */
const unrollOf = ({ divides }: RuleFile): number => (divides ? 2 : 8);

type Lines = readonly string[];
/** What becomes of an operation's result. */
type Round = (value: string) => string;

/** The type of a rule's kernels: what it keeps, and the numbers it takes. */
export function typeOf(rule: RuleFile): string {
  const union = (names: Lines): string => names.map((each) => `"${each}"`).join(" | ") || "never";
  return `Kernels<${union(arraysOf(rule))}, ${union(rule.scalars)}>`;
}

/**
 * A rule's kernels, with the constant `wasm` for their modules: an object in JavaScript, whose types its place gives. The
 * scalars are named in those that are checked at run time.
 */
export function writeKernels(rule: RuleFile, names = false, given = rule.scalars): string {
  const { scalars, moves, divides, signs } = rule;
  const flags = { moves, signs: signs && !divides, decays: scalars.includes("decay") };
  const typed = (round: Round): string => `(X, ${pointersOf(rule).join(", ")}) {
    ${scalarsOf(rule).join("\n    ")}
    for (let I = 0; I < Count; I++) {
      ${turn(rule, round, "I", (array, k) => `X[${array} + ${k}]`).join("\n      ")}
    }
  }`;
  return `{
  slots: [${quoted(arraysOf(rule))}],${names ? `\n  scalars: [${quoted(scalars)}],` : ""}
  wasm,${Object.entries(flags)
    .map(([name, is]) => (is ? `\n  ${name}: true,` : ""))
    .join("")}
  ${pack(rule, given)},
  single${typed((value) => `Math.fround(${value})`)},
  double${typed((value) => `(${value})`)},
  list${list(rule)},
}`;
}

function pack({ scalars }: RuleFile, given: Lines): string {
  // The first of two phases may take none.
  if (given.length === 0) return "pack() {}";
  return `pack(out, scalars, options, t, carried) {
    const own = scalars(options, t, carried);
    ${given.map((each) => `out[${OWN + scalars.indexOf(each)}] = own.${each};`).join("\n    ")}
  }`;
}

/** What a loop takes; by an underscore first, where it is not used. */
export function pointersOf(rule: RuleFile): Lines {
  const used = usedIn(rule);
  const pointers = arraysOf(rule).map((each) => (used.has(each) ? at(each) : `_${at(each)}`));
  return ["Params", used.has("g") ? "Grads" : "_Grads", ...pointers, "_Average", "Count", "Scalars"];
}

export function scalarsOf(rule: RuleFile): Lines {
  const used = usedIn(rule);
  return rule.scalars.flatMap((each, k) => (used.has(each) ? [`const ${each} = X[Scalars + ${OWN + k}];`] : []));
}

/** What a rule names. */
export function usedIn({ statements, sums = [], result }: RuleFile): ReadonlySet<string> {
  const values = [...statements, ...sums].map(({ value }) => value);
  return new Set([...namesOf(result ? [...values, result] : values), ...statements.map(({ to }) => to.name)]);
}

export function quoted(names: Lines): string {
  return names.map((each) => `"${each}"`).join(", ");
}

function list(rule: RuleFile): string {
  const arrays = arraysOf(rule);
  const { scalars } = rule;
  const used = usedIn(rule);
  const unroll = unrollOf(rule);
  const one = (i: string): Lines =>
    turn(
      rule,
      (value) => `(${value})`,
      i,
      (array, k) => `${array}[${k}]`,
    );
  const block = (i: string): Lines => ["{", ...one(i).map((line) => `  ${line}`), "}"];
  const several = Array.from({ length: unroll }, (_, j) => block(j === 0 ? "I" : `I + ${j}`)).flat();
  const unrolled = [`for (; I < Length - ${unroll - 1}; I += ${unroll}) {`, ...several.map((line) => `  ${line}`), "}"];
  const parts = [
    ...arrays.flatMap((each, k) => (used.has(each) ? [`const ${at(each)} = Slots[${k}];`] : [])),
    ...scalars.flatMap((each, k) => (used.has(each) ? [`const ${each} = Scalars[${OWN + k}];`] : [])),
    "const Length = Params.length;",
    "let I = 0;",
    ...unrolled,
    "for (; I < Length; I++) {",
    ...one("I").map((line) => `  ${line}`),
    "}",
  ];
  const slots = arrays.some((each) => used.has(each)) ? "Slots" : "_Slots";
  return `(Params, ${used.has("g") ? "Grads" : "_Grads"}, ${slots}, Scalars) {
    ${parts.join("\n    ")}
  }`;
}

/** One element; `place` names an element of an array. */
function turn(rule: RuleFile, round: Round, i: string, place: (array: string, i: string) => string): Lines {
  const { result, moves, statements } = rule;
  return [
    ...(usedIn(rule).has("g") ? [`const g = ${place("Grads", i)};`] : []),
    ...(moves ? [`${statements.some(({ to }) => to.name === "p") ? "let" : "const"} p = ${place("Params", i)};`] : []),
    ...inner(rule, round, i, place),
    `${place("Params", i)} ${moves ? "=" : "+="} ${bare(expression(result, round))};`,
  ];
}

/** What is read beside gradient and parameter, the statements, and what is kept, as it is or by words around it. */
export function inner(
  rule: RuleFile,
  round: Round,
  i: string,
  place: (array: string, i: string) => string,
  [open, close] = [(kept: string) => kept, (value: string) => value],
): Lines {
  const { slots, inputs, statements } = rule;
  const used = usedIn(rule);
  const kept = slots.filter((slot) => statements.some(({ to }) => to.name === slot));
  return [
    ...slots
      .filter((slot) => used.has(slot))
      .map((slot) => `${kept.includes(slot) ? "let" : "const"} ${slot} = ${open(place(at(slot), i))};`),
    ...inputs.map((input) => `const ${input} = ${place(at(input), i)};`),
    ...statements.map(({ declares = "", to, value }) =>
      `${declares} ${to.name} = ${bare(expression(value, round))};`.trim(),
    ),
    ...kept.map((slot) => `${place(at(slot), i)} = ${close(slot)};`),
  ];
}

/** Without parentheses around all of it. */
export function bare(value: string): string {
  const inside = /^\((.*)\)$/.exec(value)?.[1];
  return inside !== undefined && balanced(inside) ? inside : value;
}

export function expression(value: Expression, round: Round): string {
  if (value.kind === "name") return value.name;
  if (value.kind === "constant") return value.value === 0 ? "0" : round(String(value.value));
  const [a, b, c] = value.args.map((each) => expression(each, round));
  switch (value.of) {
    case "negate":
      return `(-${a})`;
    case "<":
    case ">":
      return `(${a} ${value.of} ${b})`;
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
    case "select":
      return `(${a} ? ${b} : ${c})`;
    default:
      return round(`${a} ${value.of} ${b}`);
  }
}

/** Whether no parenthesis closes one that it did not open. */
function balanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth++;
    if (letter === ")" && --depth < 0) return false;
  }
  return depth === 0;
}
