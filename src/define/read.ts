import { check } from "./check.js";
import { parse } from "./parse.js";
import type { Expression, Fail, Statement } from "./text.js";

/** A rule, or one phase of it: what loops are written of. */
export interface RuleText {
  /** What it keeps of each element. */
  readonly slots: readonly string[];
  /** What it reads of each element beside. */
  readonly inputs: readonly string[];
  readonly scalars: readonly string[];
  readonly statements: readonly Statement[];
  /** What it adds up over all elements. */
  readonly sums: readonly Statement[];
  /** The step or, where it `moves` the parameter itself, what that becomes; none of a phase that another follows. */
  readonly result: Expression | undefined;
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

/** What a text may read and assign, beside g and p and names of its own. */
export interface Scope {
  /** What messages call it. Default "rule". */
  readonly which?: string;
  /** Kept already. */
  readonly slots?: readonly string[];
  readonly inputs: readonly string[];
  readonly scalars: readonly string[];
  /** What the first of two phases adds up. */
  readonly sums?: Readonly<Record<string, string>> | undefined;
  /** The names of the other phase's text, by which need not be read here what that reads. */
  readonly elsewhere?: ReadonlySet<string>;
}

/** Reads the body of a rule, which keeps what it assigns and nobody has declared. */
export function readRule(
  title: string,
  body: string,
  { which = "rule", slots: kept = [], inputs, scalars, sums, elsewhere }: Scope,
): RuleText {
  const summed = Object.entries(sums ?? {});
  const text = [body, ...summed.map(([name, value]) => `const ${name} = ${value}`)].join("\n");
  const later = sums && elsewhere;
  const fail = failIn(title, which, text);
  const { statements: all, result, names } = parse(text, sums !== undefined, fail);
  const given = new Map<string, string | undefined>();
  const moves = names.has("p");
  if (moves) given.set("p", sums && "moved by the second rule");
  // What the other phase reads need not be read here.
  const here = (name: string): boolean => names.has(name) || !elsewhere?.has(name);
  if (here("g")) given.set("g", "the gradient");
  const give = (name: string, what: string): void => {
    if (given.has(name)) throw new TypeError(`${title}: the name ${name} is taken`);
    given.set(name, what);
  };
  for (const name of inputs.filter(here)) give(name, "given of each element");
  for (const name of scalars.filter(here)) give(name, "a scalar");
  const declared = new Set(all.flatMap(({ declares, to }) => (declares ? to.name : [])));
  const own = [...new Set(all.map(({ to }) => to.name))].filter((name) => !declared.has(name) && !given.has(name));
  const slots = [...new Set([...kept, ...own])];
  for (const name of slots) if (names.has(name)) given.set(name, undefined);
  const statements = all.slice(0, all.length - summed.length);
  const added = all.slice(statements.length);
  const known = [...given.keys(), ...scalars, ...statements.map(({ to }) => to.name)];
  for (const [k, [name]] of summed.entries()) {
    if (added[k].to.name !== name || !added[k].declares)
      throw new TypeError(`${title}: sums.${name} must be one expression`);
    if (known.includes(name)) throw new TypeError(`${title}: the name ${name} is taken`);
  }
  const ends = [...added.map(({ value }) => value), ...(result ? [result] : [])];
  const { divides, signs } = check(statements, ends, given, later, fail);
  return { slots, inputs, scalars, statements, sums: added, result, moves, divides, signs };
}

/** Errors with line and column, and the line itself. */
function failIn(title: string, which: string, text: string): Fail {
  return (place, what) => {
    if (place.at === undefined) throw new TypeError(`${title}: ${what}`);
    const message = what.replace("%", () => text.slice(place.at, place.end).replace(/\n[^]*/, " …"));
    const before = text.slice(0, place.at).split("\n");
    const [line, column] = [before.length, (before.at(-1) as string).length + 1];
    // A tab is as wide above the caret as before it.
    const pointed = `  ${text.split("\n")[line - 1]}\n  ${(before.at(-1) as string).replace(/\S/g, " ")}^`;
    throw new RuleError(`${title}'s ${which}, line ${line}, column ${column}: ${message}\n${pointed}`, line, column);
  };
}
