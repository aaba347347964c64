import { compiled, type Value } from "./compile.js";
import type { Node } from "./nodes.js";
import { parseModel } from "./parse.js";
import { FormulaError } from "./tokens.js";

/** A curve of x by parameters. */
export interface Model {
  /** The parameters, in the order in which the formula has them. */
  readonly names: readonly string[];
  readonly value: Value<number, readonly number[]>;
}

export const MOST_PARAMETERS = 8;

/** What a formula such as `a*exp(-b*x) + c` is as a model. */
export function modelOf(formula: string): Model {
  const node = parseModel(formula);
  const names = [...new Set(variablesOf(node))].filter((name) => name !== "x");
  if (names.length === 0) throw new FormulaError("noParameters", formula.length);
  if (names.length > MOST_PARAMETERS) throw new FormulaError("manyParameters", formula.length, String(MOST_PARAMETERS));
  const value = compiled<number, readonly number[]>(node, (name) => {
    if (name === "x") return (x) => x;
    const k = names.indexOf(name);
    return (_, parameters) => parameters[k];
  });
  return { names, value };
}

function variablesOf(node: Node): string[] {
  if (node.kind === "variable") return [node.name];
  if ("of" in node) return variablesOf(node.of);
  return "left" in node ? [...variablesOf(node.left), ...variablesOf(node.right)] : [];
}
