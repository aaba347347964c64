import { meant } from "./meant.js";
import { WORDS, type Expression, type Fail, type Name, type Spot, type Statement } from "./text.js";

/** What a slot may not be called: by these names options keep what is theirs beside it. */
const TAKEN = /^(all|zero|ema|accumulated|train)$/;

/** A value under its name while the body is read from top to bottom. */
interface Value {
  /** Whether it is kept for the next step. */
  readonly isSlot: boolean;
  /** What it is that may not be assigned. */
  readonly fixed?: string | undefined;
  /** The names given that it is made of. */
  from: ReadonlySet<string>;
  compares: boolean;
  /** Where it was made, and where it waits to be read; nowhere in the text where it is given. */
  made: Spot;
  unread?: Spot | undefined;
}

/** What a rule is given: what each name is, as a message says it; none of what it keeps, or moves. */
export type Given = ReadonlyMap<string, string | undefined>;

/** Refuses what no loop can be written for, and what comes to nothing; whether the rule divides or takes a root, and whether it asks for a sign. */
export function check(
  statements: readonly Statement[],
  ends: readonly Expression[],
  given: Given,
  /** Names of a text that follows. */
  later: ReadonlySet<string> | undefined,
  fail: Fail,
): { divides: boolean; signs: boolean } {
  const values = new Map<string, Value>();
  let divides = false;
  let signs = false;

  for (const [name, fixed] of given) declare({ name }, new Set([name]), fixed === undefined && name !== "p", fixed);
  for (const { declares, to, value } of statements) {
    const from = new Set<string>();
    if (declares) {
      const compares = read(value, from);
      declare(to, from, false, declares === "const" ? "a const" : undefined, compares);
    } else {
      number(value, from);
      assign(to, from);
    }
  }
  const step = new Set<string>();
  for (const end of ends) number(end, step);
  for (const [name, value] of values) {
    if (!later?.has(name) || !given.has(name)) continue;
    value.unread = undefined;
    step.add(name);
  }
  // All that is given or made comes to something.
  for (const [name, { unread, isSlot, fixed, from }] of values) {
    if (unread && !isSlot && name !== "p")
      fail(unread, `${name}${unread.at === undefined ? `, ${fixed},` : ""} is never read`);
    // What is made of p is kept for its own sake: an average of it.
    if (isSlot && from.has("p")) step.add(name);
  }
  for (const name of step) for (const each of (values.get(name) as Value).from) step.add(each);
  for (const [name, { made }] of values)
    if (given.has(name) && !step.has(name) && name !== "p") fail(made, `${name} is never read on the way to the step`);
  return { divides, signs };

  function declare(
    to: Spot & { readonly name: string },
    from: ReadonlySet<string>,
    isSlot: boolean,
    fixed?: string,
    compares = false,
  ): void {
    const { name } = to;
    // Where slot m lies is called mAt; what a loop itself uses begins otherwise.
    if (!/^[a-z][A-Za-z0-9]*(?<!At)$/.test(name))
      fail(to, `the name ${name} is not a small letter, then letters and digits, or ends in At`);
    if (values.has(name) || name in WORDS || TAKEN.test(name)) fail(to, `the name ${name} is taken`);
    values.set(name, { isSlot, fixed, from, compares, made: to, unread: to });
  }

  function find(name: Name): Value {
    const found = values.get(name.name);
    if (found) return found;
    const why = meant(name.name, [...values.keys()]) || ": no line assigns it, and it is no scalar";
    return fail(name, `unknown name %${why}`);
  }

  /** A new value; the one before must have been read. */
  function assign(to: Name, from: ReadonlySet<string>): void {
    const { name } = to;
    const value = find(to);
    const { fixed, unread, isSlot, made } = value;
    if (fixed) fail(to, `${name} is ${fixed}: a rule does not assign it`);
    const first = isSlot && made.at === undefined;
    if (unread && name !== "p" && !later?.has(name))
      fail(
        first ? to : unread,
        `${name} is never read before it is assigned${first ? ": what no later step reads is a const" : " again"}`,
      );
    Object.assign(value, { from, compares: false, made: to, unread: to });
  }

  function number(value: Expression, into: Set<string>): void {
    if (read(value, into)) fail(value, "% is a comparison: select alone takes one, as its first");
  }

  /** Adds what a value is made of; whether it is a comparison. */
  function read(value: Expression, into: Set<string>): boolean {
    if (value.kind === "constant") return false;
    if (value.kind === "name") {
      const found = find(value);
      found.unread = undefined;
      for (const each of found.from) into.add(each);
      return found.compares;
    }
    const { of, args } = value;
    divides ||= of === "/" || of === "sqrt";
    signs ||= of === "sign";
    args.forEach((each, k) => {
      if (of !== "select" || k > 0) number(each, into);
      else if (!read(each, into)) fail(each, "%: select takes a comparison first: select(a > b, a, b)");
    });
    return of === "<" || of === ">";
  }
}
