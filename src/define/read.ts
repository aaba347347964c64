import { check } from "./check.js";
import { parse } from "./parse.js";
import type { Expression, Fail, Place, Statement } from "./text.js";

/** A rule: what loops are written of. */
export interface RuleText {
  /** What it keeps of each element. */
  readonly slots: readonly string[];
  /** What it reads of each element beside. */
  readonly inputs: readonly string[];
  readonly scalars: readonly string[];
  readonly statements: readonly Statement[];
  /** The step or, where it `moves` the parameter itself, what that becomes. */
  readonly result: Expression;
  readonly moves: boolean;
  readonly divides: boolean;
  readonly signs: boolean;
}

/** A rule's text that no loop can be made of. */
export class RuleError extends TypeError {
  override name = "RuleError";

  constructor(
    message: string,
    /** Where in the text, both from 1. */
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/**
 * Reads the body of a rule, that takes g, where it names it p, these inputs of each element and these scalars, and keeps
 * what else it assigns.
 */
export function readRule(title: string, text: string, inputs: readonly string[], scalars: readonly string[]): RuleText {
  const fail: Fail = (place: Partial<Place>, what) => {
    if (place.at === undefined) throw new TypeError(`${title}: ${what}`);
    const message = what.replace("%", () => text.slice(place.at, place.end).replace(/\n[^]*/, " …"));
    const before = text.slice(0, place.at).split("\n");
    const [line, column] = [before.length, (before.at(-1) as string).length + 1];
    // A tab is as wide above the caret as before it.
    const pointed = `  ${text.split("\n")[line - 1]}\n  ${(before.at(-1) as string).replace(/\S/g, " ")}^`;
    throw new RuleError(`${title}'s rule, line ${line}, column ${column}: ${message}\n${pointed}`, line, column);
  };
  const { statements, result, names } = parse(text, fail);
  const given = new Map<string, string | undefined>([["g", "the gradient"]]);
  const moves = names.has("p");
  if (moves) given.set("p", undefined);
  const give = (name: string, what: string): void => {
    if (given.has(name)) throw new TypeError(`${title}: the name ${name} is taken`);
    given.set(name, what);
  };
  for (const name of inputs) give(name, "given of each element");
  for (const name of scalars) give(name, "a scalar");
  const declared = new Set(statements.flatMap(({ declares, to }) => (declares ? to.name : [])));
  const slots = [...new Set(statements.map(({ to }) => to.name))].filter(
    (name) => !declared.has(name) && !given.has(name),
  );
  for (const slot of slots) given.set(slot, undefined);
  const { divides, signs } = check(statements, result, given, fail);
  return { slots, inputs, scalars, statements, result, moves, divides, signs };
}
