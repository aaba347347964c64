// Reads the file of a rule in two phases: its first function returns sums, the second is a rule's, which may take what the
// first keeps, and scalars that are made of the sums.
import { parse } from "../../src/define/parse.js";
import { readRule as readText, RuleError as TextError, type Scope } from "../../src/define/read.js";
import { MOST_SUMS } from "../../assembly/scalars.js";
import type { Fail } from "../../src/define/text.js";
import { readHeader, type Header } from "./header.js";
import { fileOf, namesOf, RuleError, type RuleFile } from "./rule.js";

export interface PhasedFile {
  readonly first: RuleFile;
  readonly second: RuleFile;
  /** What is kept for the next step: not what the first assigns before it reads it. */
  readonly kept: readonly string[];
  /** The scalars that are not made of sums. */
  readonly given: readonly string[];
}

/** Whether a source has two functions. */
export function isPhased(source: string): boolean {
  return source.split(/^export function /m).length > 2;
}

export function readPhases(file: string, source: string, room: number): PhasedFile {
  const fail: Fail = (spot, what) => {
    const { at = 0, end = 0 } = spot as { at?: number; end?: number };
    const line = source.slice(0, at).split("\n").length;
    throw new RuleError(`${file}:${line}: ${what.replace("%", () => source.slice(at, end))}`);
  };
  const middle = source.lastIndexOf("export function ");
  const parts = [source.slice(0, middle), blank(source.slice(0, middle)) + source.slice(middle)];
  const [first, second] = parts.map((part, k) => readHeader(part, fail, k === 0 ? "sums" : "lanes"));
  const name = fileOf({ file }).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (first.name.name !== `${name}Sums` || second.name.name !== name)
    fail(first.name, `the two phases of ${file} are called ${name}Sums and ${name}`);

  const whole = bodyOf(parts[0], first);
  const end = /return\s*\{([^{}]*)\};?\s*$/.exec(whole);
  if (!end) return fail(first.name, "the first of two phases ends with a return of its sums, { pp: p * p }");
  const sums = Object.fromEntries(entriesOf(end[1]));
  if (Object.keys(sums).length > MOST_SUMS) fail(first.name, `there is room for ${MOST_SUMS} sums`);
  const bodies = [whole.slice(0, end.index), bodyOf(parts[1], second)];
  const assigned = bodies.map((body, k) => assignedIn(body, k === 0, fail));
  const own = [first, second].map(({ parameters }) =>
    parameters.map((parameter) => parameter.name).filter((each) => each !== "g" && each !== "p"),
  );
  const slots = [...new Set([...own[0].filter((each) => assigned[0].has(each)), ...own[1]])].filter((each) =>
    assigned.some((its) => its.has(each)),
  );
  const [given, its] = own.map((names) => names.filter((each) => !slots.includes(each)));
  const scalars = [...new Set([...given, ...its])];
  if (scalars.length > room) fail(second.name, `${scalars.length} scalars, there is room for ${room}`);

  const read = (body: string, scope: Scope, result: boolean): RuleFile => {
    try {
      const text = readText(file, body, scope);
      if (result && !text.result) fail(second.name, "the second of two phases returns a step");
      return {
        ...(text as RuleFile),
        file,
        name,
        text: (of) => ("name" in of ? of.name : source.slice(of.at, of.end)),
      };
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      throw new RuleError(`${file}:${error.line}: ${error.message.replace(/^.*?column \d+: /, "")}`);
    }
  };
  const named = (text: string): ReadonlySet<string> => new Set(text.match(/[A-Za-z]\w*/g));
  const one = read(bodies[0], { inputs: [], slots, scalars: given, sums, elsewhere: named(bodies[1]) }, false);
  const two = read(bodies[1], { which: "second rule", inputs: [], slots, scalars, elsewhere: named(whole) }, true);
  return { first: one, second: { ...two, signs: two.signs || one.signs }, kept: keptIn(one, slots), given };
}

/** In its place, so that places in it are places in the file. */
function bodyOf(source: string, { begin, end }: Header): string {
  return blank(source.slice(0, begin)) + source.slice(begin, end).trimEnd();
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

/** `name: expression`, by commas outside of parentheses. */
function entriesOf(text: string): [name: string, value: string][] {
  const entries: [string, string][] = [];
  for (const part of text.split(/,(?![^(]*\))/))
    if (part.trim() !== "") {
      const [name, value = name] = part.split(/:(.*)/s);
      entries.push([name.trim(), value.trim()]);
    }
  return entries;
}

function assignedIn(body: string, open: boolean, fail: Fail): ReadonlySet<string> {
  const { statements } = parse(body, open, fail);
  const declared = new Set(statements.flatMap(({ declares, to }) => (declares ? to.name : [])));
  return new Set(statements.map(({ to }) => to.name).filter((each) => !declared.has(each)));
}

/** The slots that are read before they are assigned, or not assigned. */
export function keptIn({ statements }: Pick<RuleFile, "statements">, slots: readonly string[]): readonly string[] {
  return slots.filter((slot) => {
    const at = statements.findIndex(({ to }) => to.name === slot);
    return at < 0 || namesOf(statements.slice(0, at + 1).map(({ value }) => value)).has(slot);
  });
}
