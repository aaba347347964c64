import { bias, defineOptimizer, positive, RuleError } from "optim-wasm/define";
import type { NumberSpec, Optimizer } from "optim-wasm";
import { compiled, type Value } from "../formula/compile.js";
import type { Node } from "../formula/nodes.js";
import { parseScalar, type OfRule } from "../formula/parse.js";
import { FormulaError, type Problem } from "../formula/tokens.js";
import type { OwnRule } from "./presets.js";
import type { Part } from "./setting.js";

/** Why what was typed makes no optimizer: in which field, in which line of it, counted from 1, and what for. */
export class Mistake extends Error {
  constructor(
    readonly part: Part,
    readonly line: number | undefined,
    readonly why:
      { readonly problem: Problem | "form" | "default" | "name"; readonly at: number; readonly found: string } | string,
  ) {
    super(typeof why === "string" ? why : `${why.problem} at ${why.at}: ${why.found}`);
  }
}

type Options = Readonly<Record<string, number>>;
type Scalar = Value<Options, number>;

/** What makes optimizers of a rule as it was typed; throws a Mistake. */
export function makerOf({ title, options, scalars, rule }: OwnRule): () => Optimizer {
  if (title.trim() === "") throw new Mistake("title", undefined, { problem: "name", at: 0, found: "" });
  const specs = optionsIn(options);
  const numbers = scalarsIn(scalars, [...Object.keys(specs), "t"]);
  const definition = {
    title: title.trim(),
    options: specs,
    scalars: (given: Options, t: number) => Object.fromEntries(numbers.map(([name, value]) => [name, value(given, t)])),
    rule,
  };
  try {
    const Class = defineOptimizer(definition as never) as unknown as new () => Optimizer;
    // What the class says of its defaults is said here, not on the surface.
    const create = (): Optimizer => new Class();
    create();
    return create;
  } catch (error) {
    if (error instanceof RuleError) throw new Mistake("rule", error.line, withoutPlace(error));
    if (error instanceof TypeError || error instanceof RangeError) throw new Mistake("rule", undefined, error.message);
    throw error;
  }
}

/** What a message says, and the line with its mark; where that is, is said beside it. */
function withoutPlace({ message }: RuleError): string {
  return message.replace(/^[^\n]*?line \d+, column \d+: /, "");
}

function optionsIn(text: string): Record<string, NumberSpec> {
  const specs: Record<string, NumberSpec> = {};
  for (const { name, value, at, line } of assignments("options", text)) {
    const number = value === "" ? Number.NaN : Number(value.replaceAll("−", "-"));
    if (!(number >= 0 && number < Infinity))
      throw new Mistake("options", line, { problem: "default", at, found: value });
    specs[name] = positive(number);
  }
  return specs;
}

function scalarsIn(text: string, names: readonly string[]): [string, Scalar][] {
  return assignments("scalars", text).map(({ name, value, at, line }) => {
    try {
      return [name, scalarOf(value, names)];
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const { problem, found } = error;
      throw new Mistake("scalars", line, { problem, at: at + error.at, found });
    }
  });
}

function scalarOf(formula: string, names: readonly string[]): Scalar {
  const of: OfRule = { names, calls: new Map() };
  const variable = (name: string): Scalar => {
    const call = of.calls.get(name);
    if (call !== undefined) {
      const [beta, step] = call.map((each: Node) => compiled<Options, number>(each, variable));
      return (options, t) => bias(beta(options, t), step(options, t));
    }
    return name === "t" ? (_, t) => t : (options) => options[name];
  };
  return compiled(parseScalar(formula, of), variable);
}

interface Assignment {
  readonly name: string;
  readonly value: string;
  /** Where in its line the value begins. */
  readonly at: number;
  readonly line: number;
}

/** The lines `name = value` of a field; empty ones are none. */
function assignments(part: Part, text: string): Assignment[] {
  return text.split("\n").flatMap((whole, k) => {
    if (whole.trim() === "") return [];
    const [head, name, value] = /^\s*([a-z][A-Za-z0-9]*)\s*=\s*(?=(.*))/.exec(whole) ?? [];
    if (head === undefined) throw new Mistake(part, k + 1, { problem: "form", at: 0, found: whole.trim() });
    return [{ name, value: value.trim(), at: head.length, line: k + 1 }];
  });
}
