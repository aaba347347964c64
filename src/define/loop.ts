import { DECAY, GAIN, HIGH, KEEP, L2, LOW, OWN, SCALE } from "../kernels/scalars.js";
import { ADDS, AVERAGES, CLIPS, DECAYS, SCALES } from "./woven.js";
import type { RuleText } from "./read.js";
import type { Expression, Operation, Statement } from "./text.js";

/** What a kernel does to one element after the other, of which it reads and writes these. */
export interface Loop {
  /** The arrays in the order of the kernel's arguments, each by the name its value has in the statements. */
  readonly arrays: readonly string[];
  /** Which of them are read, and which written. */
  readonly loads: readonly string[];
  readonly stores: readonly string[];
  /** The scalars, by the place each has. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly statements: readonly Step[];
  /** What is added up over all elements, in float64. */
  readonly sums: readonly Expression[];
  /** Whether several elements a turn pay: not where the divider is the bound. */
  readonly unrolls: boolean;
}

export type Step = Pick<Statement, "value"> & { readonly to: Pick<Statement["to"], "name"> };

/** Names of what options ask for; no rule's name has a capital first. */
const SHARED = { Scale: SCALE, High: HIGH, Low: LOW, L2, Decay: DECAY, Keep: KEEP, Gain: GAIN };

/** A rule's loop with what is asked for, operation by operation as in the kernels of `assembly/`. */
export function weave({ slots, inputs, scalars, statements, sums, result, moves, divides }: RuleText, asked = 0): Loop {
  const steps: Step[] = [];
  const set = (to: string, value: Expression): void => void steps.push({ to: { name: to }, value });
  if (asked & SCALES) set("g", of("*", name("Scale"), name("g")));
  if (asked & CLIPS) set("g", of("max", of("min", name("g"), name("High")), name("Low")));
  if (asked & ADDS) set("g", of("+", name("g"), of("*", name("L2"), name("p"))));
  const decay = of("*", name("Decay"), name("p"));
  if (moves && asked & DECAYS) set("p", of("-", name("p"), decay));
  steps.push(...statements);
  if (moves && result) set("p", result);
  else if (result) set("p", of("+", name("p"), asked & DECAYS ? of("-", result, decay) : result));
  if (asked & AVERAGES)
    set("Average", of("+", of("*", name("Keep"), name("Average")), of("*", name("Gain"), name("p"))));
  const arrays = ["p", "g", ...slots, ...inputs, "Average"];
  const read = [...steps, ...sums].map(({ value }) => value);
  return {
    arrays,
    loads: arrays.filter((each) => read.some((value) => reads(value, each))),
    stores: arrays.filter((each) => each !== "g" && steps.some(({ to }) => to.name === each)),
    scalars: { ...(asked ? SHARED : {}), ...Object.fromEntries(scalars.map((each, k) => [each, OWN + k])) },
    statements: steps,
    sums: sums.map(({ value }) => value),
    unrolls: !divides,
  };
}

export function reads(value: Expression, its: string): boolean {
  return value.kind === "name"
    ? value.name === its
    : value.kind === "operation" && value.args.some((each) => reads(each, its));
}

const NOWHERE = { at: 0, end: 0 };

function name(text: string): Expression {
  return { kind: "name", name: text, ...NOWHERE };
}

function of(operation: Operation, ...args: readonly Expression[]): Expression {
  return { kind: "operation", of: operation, args, ...NOWHERE };
}
