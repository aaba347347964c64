// Reads a rule's file: its body as `optim-wasm/define` reads one, and refuses, with file and line, what no loop can be
// written for.
import { check, type Given } from "../../src/define/check.js";
import { parse } from "../../src/define/parse.js";
import type { RuleText } from "../../src/define/read.js";
import type { Expression, Fail, Name, Statement } from "../../src/define/text.js";
import { readHeader } from "./header.js";

/** What a rule's file says. */
export interface RuleFile extends Omit<RuleText, "sums"> {
  /** Of the first of two phases. */
  readonly sums?: readonly Statement[];
  readonly file: string;
  readonly name: string;
  readonly result: Expression;
  /** What is written there. */
  text(of: Expression | Statement): string;
}

export class RuleError extends Error {}

/** What JavaScript and AssemblyScript do not take for a name, and the types and namespaces that the written loops name. */
const RESERVED = new Set(
  `
  arguments async await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null of override package private
  protected public return static super switch this throw true try typeof undefined var void while with yield
  usize v128
`
    .trim()
    .split(/\s+/),
);

/** There is room for so many scalars; of `inputs` the rule reads each element, as of the gradient. */
export function readRule(file: string, source: string, room = Infinity, inputs: readonly string[] = []): RuleFile {
  // An end that is missing is missed at the last line that says anything.
  const most = source.trimEnd().split("\n").length;
  let parameters: readonly Name[] = [];
  const fail: Fail = (spot, what) => {
    const { at, end } = spot.at === undefined ? parameters.find(({ name }) => name === spot.name)! : spot;
    const line = Math.min(most, source.slice(0, at).split("\n").length);
    const message = what.replace("%", () => source.slice(at, end).replace(/\n[^]*/, " …"));
    throw new RuleError(`${file}:${line}: ${message}`);
  };

  const header = readHeader(source, fail);
  ({ parameters } = header);
  const expected = fileOf({ file }).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (header.name.name !== expected)
    fail(header.name, `the rule is called ${header.name.name}, its file wants ${expected}`);

  // In the body's place, so that places in it are places in the file.
  const body = source.slice(0, header.begin).replace(/[^\n]/g, " ") + source.slice(header.begin, header.end).trimEnd();
  const { statements, result: end, names } = parse(body, false, fail);
  const result = end as Expression;
  for (const name of [...parameters, ...statements.flatMap(({ declares, to }) => (declares ? to : []))])
    if (RESERVED.has(name.name)) fail(name, `the name ${name.name} is a word of JavaScript or AssemblyScript`);
  const p = parameters.find(({ name }) => name === "p");
  if (names.has("p") !== Boolean(p))
    fail(p ?? header.name, p ? "p is never read" : "p is the parameter: a rule takes it after g, or has no such name");

  const unknown = inputs.find(
    (input) => !parameters.some(({ name }) => name === input && name !== "g" && name !== "p"),
  );
  if (unknown !== undefined) fail(header.name, `the rule has no parameter ${unknown} to be read of each element`);
  const own = parameters.map(({ name }) => name).filter((name) => ![...inputs, "g", "p"].includes(name));
  const assigned = new Set(statements.flatMap(({ declares, to }) => (declares ? [] : to.name)));
  const [slots, scalars] = [true, false].map((kept) => own.filter((name) => assigned.has(name) === kept));
  const given: Given = new Map(parameters.map(({ name }) => [name, whatIs(name)]));
  const { divides, signs } = check(statements, [result], given, undefined, fail);
  if (scalars.length === 0) fail(header.name, "a rule takes a scalar at least, its rate");
  if (scalars.length > room) fail(header.name, `${scalars.length} scalars, there is room for ${room}`);
  return {
    file,
    name: expected,
    slots,
    inputs,
    scalars,
    statements,
    result,
    moves: p !== undefined,
    divides,
    signs,
    text: (of) => ("name" in of ? of.name : source.slice(of.at, of.end)),
  };

  function whatIs(name: string): string | undefined {
    if (name === "g") return "the gradient";
    if (inputs.includes(name)) return "given of each element";
    return scalars.includes(name) ? "a scalar" : undefined;
  }
}

/** What expressions name. */
export function namesOf(values: readonly Expression[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: Expression): void => {
    if (value.kind === "name") names.add(value.name);
    if (value.kind === "operation") value.args.forEach(visit);
  };
  values.forEach(visit);
  return names;
}

/** The file's name, without its folder and ending. */
export function fileOf({ file }: { readonly file: string }): string {
  return file.replace(/^.*[/\\]|\.ts$/g, "");
}
