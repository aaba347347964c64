// Writes the loops of a rule whose slots are kept as bfloat16: the same rule on the same vectors, widened where they are
// read and narrowed where they are kept.
import { OWN, SEED } from "../../assembly/scalars.js";
import { arraysOf, at, writeAssembly, type Storage } from "./assembly.js";
import { bare, expression, inner, quoted, typeOf, usedIn } from "./javascript.js";
import { fileOf, type RuleFile } from "./rule.js";

const BFLOAT16: Storage = {
  imports: 'import * as Half from "../../assembly/bfloat16";\n',
  pointers: ["Origin"],
  // A pool moves all pointers by as many bytes as a float32 has, of which these have half.
  before: (arrays) => [
    ...arrays.map((each) => `${at(each)} -= Origin >> 1;`),
    "let Order = Half.first(Origin, Scalars);",
  ],
  turn: ["const Noise = Half.noise(Order);", "Order = Half.next(Order);"],
  load: (slot, k) => `Half.wide(v128.load_ext<u16>(${at(slot)} + (I >> 1), ${8 * k}))`,
  store: (slot, k, value) =>
    `v128.store_lane<u64>(${at(slot)} + (I >> 1), Half.narrow(${value}, Noise), 0, ${8 * k});`,
};

export function writeHalfAssembly(rule: RuleFile): string {
  return writeAssembly(rule, BFLOAT16);
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
