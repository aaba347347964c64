// Writes the loops of a rule whose slots are kept as bfloat16: the same rule on the same vectors, widened where they are
// read and narrowed where they are kept.
import { OWN, SEED } from "../../assembly/scalars.js";
import { arraysOf, at, indented, writeAssembly, type Lines, type Storage, type Turn } from "./assembly.js";
import { bare, expression, inner, quoted, typeOf, usedIn } from "./javascript.js";
import { fileOf, type RuleFile } from "./rule.js";

const NOISE = ["const Noise = Half.noise(Next, g);", "Next = Half.next(Next);"];

/** One vector after the other. */
const SINGLE: Storage = {
  imports: 'import * as Half from "../../assembly/bfloat16";\n',
  // A step with decay takes 1.06× as long in `full`, Zen 4.
  scales: true,
  pointers: ["Origin"],
  // A pool moves all pointers by as many bytes as a float32 has, of which these have half.
  before: (arrays) => [
    ...arrays.map((each) => `${at(each)} -= Origin >> 1;`),
    "let Next = Half.first(Origin, Scalars);",
  ],
  loop: pairs,
  fullLoop: pairs,
  load: (slot) => `Half.low(v128.load_zero<u64>(${at(slot)}))`,
  store: (slots) => [
    ...NOISE,
    ...slots.map((slot) => `v128.store_lane<u64>(${at(slot)}, Half.pair(Half.half(${slot}, Noise), zero), 0);`),
  ],
  after: (arrays) => arrays.map((each) => `${at(each)} += 8;`),
};

/** The first and the second of two, whose slots are loaded and kept together: 1.1×, Zen 4. */
const FIRST: Storage = {
  ...SINGLE,
  load: (slot) => `Half.low(${slot}Both)`,
  store: (slots) => [...NOISE, ...slots.map((slot) => `${slot}First = Half.half(${slot}, Noise);`)],
  after: () => [],
};
const SECOND: Storage = {
  ...FIRST,
  load: (slot) => `Half.high(${slot}Both)`,
  store: (slots) => [
    ...NOISE,
    ...slots.map((slot) => `v128.store(${at(slot)}, Half.pair(${slot}First, Half.half(${slot}, Noise)));`),
  ],
};

function pairs(rule: RuleFile, turn: Turn): Lines {
  const arrays = arraysOf(rule);
  const both = [
    ...arrays.flatMap((each) => [`const ${each}Both = v128.load(${at(each)});`, `let ${each}First = zero;`]),
    ...[FIRST, SECOND].flatMap((storage, k) => ["{", ...indented(turn(k, storage)), "}"]),
    // Addresses of their own: 1.04×, Zen 4.
    ...arrays.map((each) => `${at(each)} += 16;`),
  ];
  return [
    "let I: usize = 0;",
    "for (; I + Loop.VECTOR < End; I += 2 * Loop.VECTOR) {",
    ...indented(both),
    "}",
    "if (I < End) {",
    ...indented(turn(0, SINGLE)),
    "}",
  ];
}

export function writeHalfAssembly(rule: RuleFile): string {
  return writeAssembly(rule, SINGLE);
}

/** The rule's module in the source: its loop in JavaScript over float32, beside its wasm. */
export function writeHalfModule(rule: RuleFile): string {
  const { scalars, result } = rule;
  const used = usedIn(rule);
  const round = (value: string): string => `Math.fround(${value})`;
  const place = (array: string, i: string): string => `Half[${array} + ${i}]`;
  const words = [(kept: string) => `widened(${kept})`, (value: string) => `narrowed(${value}, Noise)`];
  const lines = [
    "const Half = halvesOf(X);",
    ...scalars.flatMap((each, k) => (used.has(each) ? [`const ${each} = X[Scalars + ${OWN + k}];`] : [])),
    `const Seed = X[Scalars + ${SEED}];`,
    "for (let I = 0; I < Count; I++) {",
    "  const Noise = noiseOf(Origin + I, Seed);",
    "  const g = X[Grads + I];",
    ...inner(rule, round, "I", place, words as never).map((line) => `  ${line}`),
    `  X[Params + I] += ${bare(expression(result, round))};`,
    "}",
  ];
  const pointers = ["Params", "Grads", "Origin", ...arraysOf(rule).map(at), "_Average", "Count", "Scalars"];
  return `// Written from ${rule.file}.
import { halvesOf, narrowed, noiseOf, widened } from "../backend/bfloat16.js";
import type { Kernels } from "../backend/kernels.js";
import wasm from "./wasm/${fileOf(rule)}-bfloat16.js";

export const kernels: ${typeOf(rule)} = {
  slots: [${quoted(arraysOf(rule))}],
  wasm,
  // It is given scalars that are packed already, and float32 alone.
  pack() {},
  single(X, ${pointers.join(", ")}) {
    ${lines.join("\n    ")}
  },
  double() {},
  list() {},
};
`;
}
