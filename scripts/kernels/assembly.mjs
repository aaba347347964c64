// Writes the AssemblyScript around a rule: its loops over whole vectors.

/**
 * Vectors a turn. Four for rules bound by loads and stores: SGD 1.3× over one, 1.15× over two, within 1.06× of
 * eight; Momentum 1.15× over one, Emerald Rapids. One where the divider is the bound: two to eight are no faster,
 * Zen 4.
 */
const UNROLL = 4;

/** `plain`, `full`, and for rules that are unrolled `scaled`: scale and decay without branches. */
export function writeAssembly(rule) {
  const kernels = [plain(rule), full(rule), ...(rule.divides ? [] : [scaled(rule)])];
  return `// Written from ${rule.file}.
import { ${FROM_LOOP.join(", ")} } from "../../assembly/loop";
import { DECAY, GAIN, KEEP, OWN, SCALE } from "../../assembly/scalars";
import { abs, all, max, min, select, sign, sqrt, zero } from "../../assembly/lanes";

${kernels.join("\n")}`;
}

const FROM_LOOP = [
  "VECTOR",
  "adds",
  "advance",
  "advanceDecayed",
  "averages",
  "bytes",
  "clips",
  "decayMask",
  "decayed",
  "decays",
  "follow",
  "gradient",
  "lessDecay",
  "scalar",
];

function kernel(rule, name, before, loops) {
  const pointers = ["params", "grads", ...rule.slots.map(at), "average", "count", "scalars"];
  const own = rule.scalars.map((each, k) => `const ${each} = scalar(scalars, OWN + ${k});`);
  return `export function ${name}(${pointers.map((each) => `${each}: usize`).join(", ")}): void {
${lines(2, [...own, ...before, "const end = bytes(count);", ...loops])}
}
`;
}

function plain(rule) {
  const turn = (k) =>
    body(rule, k, `const g = ${load("grads", k)};`, load("params", k), (step) =>
      store("params", k, rule.moves ? step : `${load("params", k)} + ${inParentheses(step)}`),
    );
  return kernel(rule, "plain", [], turns(rule, turn));
}

function scaled(rule) {
  const before = [
    "const scaleBy = scalar(scalars, SCALE);",
    "const decayBy = scalar(scalars, DECAY);",
    "const mask = decayMask(scalars);",
  ];
  const turn = (k) =>
    body(rule, k, `const g = scaleBy * ${load("grads", k)};`, `decayed(${load("params", k)}, decayBy, mask)`, (step) =>
      store("params", k, rule.moves ? step : `advanceDecayed(${load("params", k)}, ${step}, decayBy, mask)`),
    );
  return kernel(rule, "scaled", before, turns(rule, turn));
}

function full(rule) {
  const before = [
    "const scaleBy = scalar(scalars, SCALE);",
    "const decayBy = scalar(scalars, DECAY);",
    "const keepBy = scalar(scalars, KEEP);",
    "const gainBy = scalar(scalars, GAIN);",
    "const clipping = clips(scalars);",
    "const adding = adds(scalars);",
    "const decaying = decays(scalars);",
    "const averaging = averages(scalars);",
  ];
  const turn = body(
    rule,
    0,
    "const g = gradient(grads + i, params + i, scaleBy, clipping, adding, scalars);",
    "lessDecay(v128.load(params + i), decaying, decayBy)",
    (step) =>
      rule.moves
        ? `follow(params + i, ${step}, average + i, averaging, keepBy, gainBy);`
        : `advance(params + i, ${step}, decaying, decayBy, average + i, averaging, keepBy, gainBy);`,
  );
  return kernel(rule, "full", before, ["for (let i: usize = 0; i < end; i += VECTOR) {", ...indented(turn), "}"]);
}

function turns(rule, turn) {
  const single = ["{", ...indented(turn(0)), "}"];
  if (rule.divides) return [`for (let i: usize = 0; i < end; i += VECTOR) ${single[0]}`, ...single.slice(1)];
  const several = Array.from({ length: UNROLL }, (_, k) => ["{", ...indented(turn(k)), "}"]).flat();
  return [
    "let i: usize = 0;",
    `for (; i + ${UNROLL - 1} * VECTOR < end; i += ${UNROLL} * VECTOR) {`,
    ...indented(several),
    "}",
    `for (; i < end; i += VECTOR) ${single[0]}`,
    ...single.slice(1),
  ];
}

/** One vector: what the rule reads, its statements as written, what it keeps, and the step. */
function body(rule, k, gradient, parameter, advanceBy) {
  return [
    gradient,
    ...(rule.moves ? [`const p = ${parameter};`] : []),
    ...rule.slots.map((slot) => `let ${slot} = ${load(at(slot), k)};`),
    ...rule.statements.map((statement) => `${rule.text(statement).replace(/;$/, "")};`),
    ...rule.slots.map((slot) => store(at(slot), k, slot)),
    advanceBy(rule.text(rule.result)),
  ];
}

/** Where a slot lies; its value has the slot's own name. */
function at(slot) {
  return `${slot}At`;
}

// By immediate offset: an address of its own costs 1.1–1.25×.
function load(pointer, k) {
  return k === 0 ? `v128.load(${pointer} + i)` : `v128.load(${pointer} + i, ${16 * k})`;
}

function store(pointer, k, value) {
  return k === 0 ? `v128.store(${pointer} + i, ${value});` : `v128.store(${pointer} + i, ${value}, ${16 * k});`;
}

function inParentheses(value) {
  return /^\w+$/.test(value) ? value : `(${value})`;
}

function indented(some) {
  return some.map((line) => `  ${line}`);
}

function lines(spaces, some) {
  return some.map((line) => " ".repeat(spaces) + line).join("\n");
}
