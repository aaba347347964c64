// Writes the first of two phases: its loops in AssemblyScript and in JavaScript, which add up in float64, element k of a
// vector in a lane of its own.
import { HIGH, L2, LANES, LOW, OWN, SCALE } from "../../assembly/scalars.js";
import type { Expression } from "../../src/define/text.js";
import { arraysOf, at, indented, load, scalarsOf, store, type Lines } from "./assembly.js";
import { expression, inner, pointersOf, quoted, scalarsOf as scalarsIn } from "./javascript.js";
import { namesOf, type RuleFile } from "./rule.js";
import { keptIn, type PhasedFile } from "./phases.js";

/** The module of a first phase: `plain`, and `full` with gradients as options ask for them. */
export function writeFirst(rule: RuleFile): string {
  return `// Written from ${rule.file}.
import * as Loop from "../../assembly/loop";
import * as Sums from "../../assembly/sums";
import { OWN, SCALE } from "../../assembly/scalars";
import { abs, all, max, min, select, sign, sqrt, zero } from "../../assembly/lanes";

${kernel(rule, "plain", [], "v128.load(Grads + I)")}
${kernel(
  rule,
  "full",
  [
    "const ScaleBy = Loop.scalar(Scalars, SCALE);",
    "const Clipping = Loop.clips(Scalars);",
    "const Adding = Loop.adds(Scalars);",
  ],
  "Loop.gradient(Grads + I, Params + I, ScaleBy, Clipping, Adding, Scalars)",
)}`;
}

function kernel(rule: RuleFile, name: string, before: Lines, gradient: string): string {
  const { sums = [] } = rule;
  const pointers = ["Params", "Grads", ...arraysOf(rule).map(at), "Average", "Count", "Scalars"];
  const halves = sums.flatMap((_, j) => [`Sum${j}a`, `Sum${j}b`]);
  const lines = [
    ...scalarsOf(rule),
    ...before,
    ...halves.map((each, k) => `let ${each} = Sums.load(${k});`),
    "const End = Loop.bytes(Count);",
    "let I: usize = 0;",
    ...(isApart(rule) ? apart(rule, gradient) : together(rule, gradient)),
    ...halves.map((each, k) => `Sums.store(${k}, ${each});`),
  ];
  return `export function ${name}(${pointers.map((each) => `${each}: usize`).join(", ")}): void {
${indented(lines).join("\n")}
}
`;
}

type Masked = (sum: string, half: string) => string;

const whole: Masked = (sum) => sum;
const masked: Masked = (sum, half) => `v128.and(${sum}, ${half === "a" ? "Low" : "High"})`;
const MASKS = ["const Low = Sums.mask(End - I, 0);", "const High = Sums.mask(End - I, 2);"];

function together(rule: RuleFile, gradient: string): Lines {
  const halves = namesIn(rule).flatMap(halvesOf);
  const turn = (mask: Masked): Lines => indented([...statementsOf(rule, gradient), ...halves, ...addedUp(rule, mask)]);
  return [
    "for (; I + Loop.VECTOR <= End; I += Loop.VECTOR) {",
    ...turn(whole),
    "}",
    "if (I < End) {",
    ...indented(MASKS),
    ...turn(masked),
    "}",
  ];
}

/**
 * Whether the sums have a loop of their own, block by block: where the statements wait for the divider, what is added in the
 * same turn keeps the next turns from beginning. 1.26 → 1.05 ns an element, LAMB, Zen 3.
 */
function isApart(rule: RuleFile): boolean {
  return rule.divides && namesIn(rule).every((each) => [...rule.slots, ...rule.scalars, "p"].includes(each));
}

function halvesOf(name: string): Lines {
  return [`const Low_${name} = Sums.low(${name});`, `const High_${name} = Sums.high(${name});`];
}

/** What the sums name. */
function namesIn({ sums = [] }: RuleFile): Lines {
  return [...namesOf(sums.map(({ value }) => value))];
}

function apart(rule: RuleFile, gradient: string): Lines {
  const loads = namesIn(rule).flatMap((name) => {
    if (rule.scalars.includes(name)) return halvesOf(name);
    const pointer = name === "p" ? "Params" : at(name);
    return [`const Low_${name} = Sums.lowAt(${pointer} + I);`, `const High_${name} = Sums.highAt(${pointer} + I);`];
  });
  const sum = (mask: Masked): Lines => indented([...loads, ...addedUp(rule, mask)]);
  return [
    "while (I < End) {",
    "  const Begin = I;",
    "  const Stop = Sums.least(I + Sums.BLOCK, End);",
    "  for (; I < Stop; I += Loop.VECTOR) {",
    ...indented(indented(statementsOf(rule, gradient))),
    "  }",
    "  for (I = Begin; I + Loop.VECTOR <= Stop; I += Loop.VECTOR) {",
    ...indented(sum(whole)),
    "  }",
    "  if (Stop == End) break;",
    "}",
    "if (I < End) {",
    ...indented(MASKS),
    ...sum(masked),
    "}",
  ];
}

/** One vector: what the rule reads, its statements as written, and what it keeps. */
function statementsOf(rule: RuleFile, gradient: string): Lines {
  const { slots, statements, sums = [], moves, text } = rule;
  const named = namesOf([...statements, ...sums].map(({ value }) => value));
  const assigned = new Set(statements.map(({ to }) => to.name));
  const begun = keptIn(rule, slots);
  return [
    ...(named.has("g") ? [`const g = ${gradient};`] : []),
    ...(moves ? [`const p = ${load("Params", 0)};`] : []),
    ...slots
      .filter((slot) => named.has(slot) || assigned.has(slot))
      .map((slot) => `let ${slot} = ${begun.includes(slot) ? load(at(slot), 0) : "zero"};`),
    ...statements.map((each) => {
      const { declares, to, value } = each;
      return `${declares ? `${declares} ${to.name} = ${text(value)}` : text(each)};`;
    }),
    ...slots.filter((slot) => assigned.has(slot)).map((slot) => store(at(slot), 0, slot)),
  ];
}

function addedUp({ sums = [] }: RuleFile, mask: Masked): Lines {
  return sums.flatMap(({ value }, j) =>
    ["a", "b"].map((half) => {
      const sum = `Sum${j}${half} = Sums.add(Sum${j}${half}, ${mask(wide(value, half), half)});`;
      // Of float64 a vector has no other half.
      return half === "a" ? sum : `if (sizeof<float>() == 4) ${sum}`;
    }),
  );
}

const WIDE: Readonly<Record<string, string>> = {
  "+": "f64x2.add",
  "-": "f64x2.sub",
  "*": "f64x2.mul",
  "/": "f64x2.div",
  "<": "f64x2.lt",
  ">": "f64x2.gt",
  min: "f64x2.pmin",
  max: "f64x2.pmax",
  abs: "f64x2.abs",
  sqrt: "f64x2.sqrt",
  negate: "f64x2.neg",
};

/** Two lanes of an expression in float64. */
function wide(value: Expression, half: string): string {
  if (value.kind === "name") return `${half === "a" ? "Low" : "High"}_${value.name}`;
  if (value.kind === "constant") return `f64x2.splat(${value.value})`;
  const args = value.args.map((each) => wide(each, half));
  if (value.of === "select") return `v128.bitselect(${args[1]}, ${args[2]}, ${args[0]})`;
  if (value.of === "sign") return `Sums.sign(${args[0]})`;
  return `${WIDE[value.of]}(${args.join(", ")})`;
}

/** What the kernels of the second phase have of the first, with the constant `first` for its modules. */
export function writeFirstKernels({ first, second, given }: PhasedFile): string {
  const { sums = [] } = first;
  const made = second.scalars.filter((each) => !given.includes(each));
  return `{
    sums: [${quoted(sums.map(({ to }) => to.name))}],
    made: [${quoted(made)}],
    place: ${OWN + given.length},
    readsGradient: ${namesOf([...second.statements.map(({ value }) => value), second.result]).has("g")},
    wasm: first,
    single${loop(first, (value) => `Math.fround(${value})`)},
    double${loop(first, (value) => `(${value})`)},
  }`;
}

function loop(rule: RuleFile, round: (value: string) => string): string {
  const { sums = [], statements, moves } = rule;
  const scalar = (place: number): string => `X[Scalars + ${place}]`;
  const added = round(`g + ${round(`${scalar(L2)} * X[Params + I]`)}`);
  const named = namesOf([...statements, ...sums].map(({ value }) => value));
  const gradient = [
    "let g = X[Grads + I];",
    "if (Full) {",
    `  g = ${round(`${scalar(SCALE)} * g`)};`,
    `  if (g > ${scalar(HIGH)}) g = ${scalar(HIGH)};`,
    `  if (g < ${scalar(LOW)}) g = ${scalar(LOW)};`,
    `  if (${scalar(L2)} !== 0) g = ${added};`,
    "}",
  ];
  const pointers = pointersOf(rule);
  const params = moves || named.has("g") ? "Params" : "_Params";
  const lines = [
    ...scalarsIn(rule),
    "for (let I = 0; I < Count; I++) {",
    ...indented([
      ...(named.has("g") ? gradient : []),
      ...(moves ? ["const p = X[Params + I];"] : []),
      ...inner(rule, round, "I", (array, k) => `X[${array} + ${k}]`),
      ...sums.map(({ value }, j) => {
        const lane = `I % (16 / X.BYTES_PER_ELEMENT)`;
        return `Lanes[${LANES * j} + (${lane})] += ${expression(value, (each) => `(${each})`)};`;
      }),
    ]),
    "}",
  ];
  const full = named.has("g") ? "Full" : "_Full";
  const names = ["X", sums.length > 0 ? "Lanes" : "_Lanes", full, params, ...pointers.slice(1)];
  const used = lines.join("\n");
  const own = names.map((each) => (each === "Scalars" && !used.includes("Scalars") ? "_Scalars" : each));
  return `(${own.join(", ")}) {
      ${lines.join("\n      ")}
    }`;
}
