// Writes the AssemblyScript around a rule: its loops over whole vectors. What is written has a capital first, which no
// name of a rule has.
import { namesOf, type RuleFile } from "./rule.js";

/**
 * Vectors a turn. Four for rules bound by loads and stores: SGD 1.3× over one, 1.15× over two, within 1.06× of
 * eight; Momentum 1.15× over one, Emerald Rapids. One where the divider is the bound: two to eight are no faster,
 * Zen 4.
 */
const UNROLL = 4;

/** How slots lie in memory, and what that takes. */
export interface Storage {
  readonly imports: string;
  /** Whether `scaled` is there in any case. */
  readonly scales?: true;
  /** Pointers before those of the slots. */
  readonly pointers: Lines;
  /** What comes before the loop. */
  before(arrays: Lines): Lines;
  /** The loop, of turns of one or several vectors, k of each: over all of them. */
  loop(rule: RuleFile, turn: Turn): Lines;
  /** That of `full`. */
  fullLoop(rule: RuleFile, turn: Turn): Lines;
  load(slot: string, k: number): string;
  store(slots: Lines, k: number): Lines;
  /** What comes behind each vector. */
  after(arrays: Lines): Lines;
}

/** One vector, of slots that lie so. */
export type Turn = (k: number, storage: Storage) => Lines;

/** As numbers of the parameter's type. */
const WHOLE: Storage = {
  imports: "",
  pointers: [],
  before: () => [],
  loop: turns,
  fullLoop: eachVector,
  load: (slot, k) => load(at(slot), k),
  store: (slots, k) => slots.map((slot) => store(at(slot), k, slot)),
  after: () => [],
};

/** `plain`, `full`, and for rules that are unrolled `scaled`: scale and decay without branches. */
export function writeAssembly(rule: RuleFile, storage = WHOLE): string {
  const kernels = [plain, full, ...(rule.divides && !storage.scales ? [] : [scaled])].map((write) =>
    write(rule, storage),
  );
  return `// Written from ${rule.file}.
${storage.imports}import * as Loop from "../../assembly/loop";
import { DECAY, GAIN, KEEP, OWN, SCALE } from "../../assembly/scalars";
import { abs, all, max, min, select, sign, sqrt, zero } from "../../assembly/lanes";

${kernels.join("\n")}`;
}

export type Lines = readonly string[];

function kernel(rule: RuleFile, storage: Storage, name: string, before: Lines, loops: Lines): string {
  const arrays = arraysOf(rule);
  const pointers = ["Params", "Grads", ...storage.pointers, ...arrays.map(at), "Average", "Count", "Scalars"];
  const own = scalarsOf(rule);
  const lines = [...own, ...before, ...storage.before(arrays), "const End = Loop.bytes(Count);", ...loops];
  return `export function ${name}(${pointers.map((each) => `${each}: usize`).join(", ")}): void {
${indented(lines).join("\n")}
}
`;
}

function plain(rule: RuleFile, storage: Storage): string {
  const turn: Turn = (k, its) =>
    body(rule, its, k, `const g = ${load("Grads", k)};`, load("Params", k), (step) =>
      store("Params", k, rule.moves ? step : `${load("Params", k)} + ${inParentheses(step)}`),
    );
  return kernel(rule, storage, "plain", [], storage.loop(rule, turn));
}

function scaled(rule: RuleFile, storage: Storage): string {
  const before = [
    "const ScaleBy = Loop.scalar(Scalars, SCALE);",
    "const DecayBy = Loop.scalar(Scalars, DECAY);",
    "const Mask = Loop.decayMask(Scalars);",
  ];
  const turn: Turn = (k, its) => {
    const decayed = `Loop.decayed(${load("Params", k)}, DecayBy, Mask)`;
    return body(rule, its, k, `const g = ScaleBy * ${load("Grads", k)};`, decayed, (step) =>
      store("Params", k, rule.moves ? step : `Loop.advanceDecayed(${load("Params", k)}, ${step}, DecayBy, Mask)`),
    );
  };
  return kernel(rule, storage, "scaled", before, storage.loop(rule, turn));
}

function full(rule: RuleFile, storage: Storage): string {
  const before = [
    "const ScaleBy = Loop.scalar(Scalars, SCALE);",
    "const DecayBy = Loop.scalar(Scalars, DECAY);",
    "const KeepBy = Loop.scalar(Scalars, KEEP);",
    "const GainBy = Loop.scalar(Scalars, GAIN);",
    "const Clipping = Loop.clips(Scalars);",
    "const Adding = Loop.adds(Scalars);",
    "const Decaying = Loop.decays(Scalars);",
    "const Averaging = Loop.averages(Scalars);",
  ];
  const turn: Turn = (k, its) => {
    const i = k === 0 ? "I" : "J";
    const lines = body(
      rule,
      its,
      0,
      `const g = Loop.gradient(Grads + ${i}, Params + ${i}, ScaleBy, Clipping, Adding, Scalars);`,
      `Loop.lessDecay(v128.load(Params + ${i}), Decaying, DecayBy)`,
      (step) =>
        rule.moves
          ? `Loop.follow(Params + ${i}, ${step}, Average + ${i}, Averaging, KeepBy, GainBy);`
          : `Loop.advance(Params + ${i}, ${step}, Decaying, DecayBy, Average + ${i}, Averaging, KeepBy, GainBy);`,
    );
    return k === 0 ? lines : [`const J = I + ${k} * Loop.VECTOR;`, ...lines];
  };
  return kernel(rule, storage, "full", before, storage.fullLoop(rule, turn));
}

function eachVector(_: RuleFile, turn: Turn): Lines {
  return ["for (let I: usize = 0; I < End; I += Loop.VECTOR) {", ...indented(turn(0, WHOLE)), "}"];
}

function turns(rule: RuleFile, turn: Turn): Lines {
  if (rule.divides) return eachVector(rule, turn);
  const several = Array.from({ length: UNROLL }, (_, k) => ["{", ...indented(turn(k, WHOLE)), "}"]).flat();
  return [
    "let I: usize = 0;",
    `for (; I + ${UNROLL - 1} * Loop.VECTOR < End; I += ${UNROLL} * Loop.VECTOR) {`,
    ...indented(several),
    "}",
    "for (; I < End; I += Loop.VECTOR) {",
    ...indented(turn(0, WHOLE)),
    "}",
  ];
}

/** One vector: what the rule reads, its statements as written, what it keeps, and the step. */
function body(
  { slots, inputs, statements, result, moves, text }: RuleFile,
  storage: Storage,
  k: number,
  gradient: string,
  parameter: string,
  advanceBy: (step: string) => string,
): Lines {
  const named = namesOf([...statements.map(({ value }) => value), result]);
  const assigned = new Set(statements.map(({ to }) => to.name));
  return [
    ...(named.has("g") ? [gradient] : []),
    ...(moves ? [`let p = ${parameter};`] : []),
    ...slots
      .filter((slot) => named.has(slot) || assigned.has(slot))
      .map((slot) => `let ${slot} = ${storage.load(slot, k)};`),
    ...inputs.map((input) => `const ${input} = ${load(at(input), k)};`),
    ...statements.map((each) => {
      const { declares, to, value } = each;
      return `${declares ? `${declares} ${to.name} = ${text(value)}` : text(each)};`;
    }),
    ...storage.store(
      slots.filter((slot) => assigned.has(slot)),
      k,
    ),
    advanceBy(text(result)),
    ...storage.after([...slots, ...inputs]),
  ];
}

/** Its scalars, in every lane. */
export function scalarsOf({ scalars, statements, sums = [], result }: RuleFile): Lines {
  const named = namesOf([...[...statements, ...sums].map(({ value }) => value), ...(result ? [result] : [])]);
  return scalars.flatMap((each, k) => (named.has(each) ? [`const ${each} = Loop.scalar(Scalars, OWN + ${k});`] : []));
}

/** What a rule has of each element beside parameter and gradient, as its kernels take it. */
export function arraysOf({ slots, inputs }: RuleFile): Lines {
  return [...slots, ...inputs];
}

/** Where a slot lies; its value has the slot's own name. */
export function at(slot: string): string {
  return `${slot}At`;
}

// By immediate offset: an address of its own costs 1.1–1.25×.
export function load(pointer: string, k: number): string {
  return k === 0 ? `v128.load(${pointer} + I)` : `v128.load(${pointer} + I, ${16 * k})`;
}

export function store(pointer: string, k: number, value: string): string {
  return k === 0 ? `v128.store(${pointer} + I, ${value});` : `v128.store(${pointer} + I, ${value}, ${16 * k});`;
}

function inParentheses(value: string): string {
  return /^\w+$/.test(value) ? value : `(${value})`;
}

export function indented(some: Lines): Lines {
  return some.map((line) => `  ${line}`);
}
