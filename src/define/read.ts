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
  override get name(): string {
    return "RuleError";
  }

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
 * Reads the body of a rule, that takes g, where it reads or assigns it p, these inputs of each element and these scalars,
 * and keeps what else it assigns.
 */
export function readRule(title: string, text: string, inputs: readonly string[], scalars: readonly string[]): RuleText {
  const fail: Fail = ({ at }: Partial<Place>, what) => {
    if (at === undefined) throw new TypeError(`${title}: ${what}`);
    const before = text.slice(0, at).split("\n");
    const [line, column] = [before.length, (before.at(-1) as string).length + 1];
    throw new RuleError(
      `${title}'s rule, line ${line}, column ${column}: ${what}\n${pointed(text, line, column)}`,
      line,
      column,
    );
  };
  const says: Fail = (place, what) =>
    fail(
      place,
      what.replace("%", () => firstLine(text.slice(place.at, place.end))),
    );
  const body = parse(text, says);
  const declared = new Set(body.statements.flatMap(({ declares, to }) => (declares ? [to.name] : [])));
  const assigned = body.statements.filter(({ declares }) => !declares).map(({ to }) => to.name);
  const given = new Set(["g", "p", ...inputs, ...scalars]);
  const kept = assigned.filter((name) => !declared.has(name) && !given.has(name));
  const names = [
    "g",
    ...(mentions(body.statements, body.result, "p") ? ["p"] : []),
    ...new Set(kept),
    ...inputs,
    ...scalars,
  ];
  for (const name of [...inputs, ...scalars])
    if (assigned.includes(name)) {
      const { to } = body.statements.find((each) => each.to.name === name && !each.declares) as Statement;
      says(to, `${name} is ${inputs.includes(name) ? "given of each element" : "a scalar"}: a rule does not assign it`);
    }
  const result =
    body.result ??
    (assigned.includes("p") ? ({ kind: "name", name: "p", at: text.length, end: text.length } as const) : undefined);
  if (result === undefined)
    return says(
      { at: text.trimEnd().length, end: text.length },
      "a rule ends with a return of its step, or assigns p what the parameter becomes",
    );
  const { divides, signs, slots } = check(
    { statements: body.statements, result },
    names.map((name) => ({ name })),
    says,
  );
  return { slots, inputs, scalars, statements: body.statements, result, moves: names[1] === "p", divides, signs };
}

function mentions(statements: readonly Statement[], result: Expression | undefined, name: string): boolean {
  const inside = (value: Expression): boolean =>
    value.kind === "name" ? value.name === name : value.kind === "operation" && value.args.some(inside);
  return (
    statements.some(({ to, value }) => to.name === name || inside(value)) || (result !== undefined && inside(result))
  );
}

/** The line, and under it where. */
function pointed(text: string, line: number, column: number): string {
  return `  ${text.split("\n")[line - 1]}\n  ${" ".repeat(column - 1)}^`;
}

function firstLine(some: string): string {
  return some.replace(/\n[^]*$/, " …");
}
