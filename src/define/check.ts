import { meant } from "./meant.js";
import { isComparison, type Body, type Expression, type Fail, type Name, type Place } from "./text.js";

/** What a rule takes, by what becomes of it in its body. */
export interface Roles {
  /** Assigned: kept for the next step. */
  readonly slots: readonly string[];
  /** Read alone. */
  readonly scalars: readonly string[];
  /** Whether it divides or takes a root. */
  readonly divides: boolean;
  /** Whether it asks for a sign. */
  readonly signs: boolean;
}

/** What a rule is given: where that was said, if in a text. */
export type Parameter = { readonly name: string } & Partial<Place>;

/** A value under its name while the body is read from top to bottom. */
interface Value {
  readonly parameter: boolean;
  readonly constant: boolean;
  /** The parameters that it is made of. */
  from: ReadonlySet<string>;
  compares: boolean;
  assigned: boolean;
  /** Where it was made, and where it waits to be read. */
  made: Partial<Place>;
  unread: Partial<Place> | undefined;
}

/** What the written loops use, in AssemblyScript or JavaScript, and what neither language allows. */
const TAKEN = new Set(
  (
    "params grads average count scalars slots end i k length x zero mask scaleBy decayBy keepBy gainBy clipping adding " +
    "decaying averaging adds advance advanceDecayed averages bytes clips decayMask decayed decays follow gradient lessDecay " +
    "scalar load store fround lanes float v128 f32 f64 usize bool kernels wasm plain full scaled single double list pack out " +
    "own carried options t name number all sqrt abs sign min max select arguments async await break case catch class const " +
    "continue debugger default delete do else enum eval export extends false finally for from function if implements import " +
    "in instanceof interface let new null of package private protected public return static super switch this throw true " +
    "try type typeof undefined var void while with yield"
  ).split(" "),
);

/** Refuses what no loop can be written for, and what comes to nothing; what the parameters are. */
export function check({ statements, result }: Body, parameters: readonly Parameter[], fail: Fail): Roles {
  const values = new Map<string, Value>();
  let divides = false;
  let signs = false;
  const failAt = (place: Partial<Place>, what: string): never => fail(place as Place, what);

  for (const parameter of parameters) declare(parameter, { parameter: true, from: new Set([parameter.name]) });
  for (const { declares, to, value } of statements) {
    const from = new Set<string>();
    if (declares) {
      read(value, from);
      declare(to, { from, compares: isComparison(value) || copiesComparison(value), constant: declares === "const" });
    } else {
      requireAssignable(to);
      number(value, from);
      assign(to, from);
    }
  }
  const into = new Set<string>();
  if (result) number(result, into);
  return { ...rolesOf(into), divides, signs };

  function declare(to: Parameter, its: Partial<Value> & { from: ReadonlySet<string> }): void {
    const { name } = to;
    if (name === "p" && !its.parameter) failAt(to, "p is the parameter: no other value has its name");
    if (!/^[a-z][A-Za-z0-9]*$/.test(name))
      failAt(to, `the name ${name} is not a small letter, then letters and digits`);
    // Where slot m lies is called mAt.
    if (values.has(name) || TAKEN.has(name) || name.endsWith("At")) failAt(to, `the name ${name} is taken`);
    const made = { parameter: false, constant: false, compares: false, assigned: false, made: to, unread: to };
    values.set(name, { ...made, ...its });
  }

  function find(name: Name): Value {
    return values.get(name.name) ?? fail(name, `unknown name ${name.name}${meant(name.name, [...values.keys()])}`);
  }

  function requireAssignable(to: Name): void {
    if (to.name === "g") fail(to, "g is given: a rule does not assign it");
    if (find(to).constant) fail(to, `${to.name} is a const`);
  }

  /** A new value; the one before must have been read. */
  function assign(to: Name, from: ReadonlySet<string>): void {
    const { name } = to;
    const value = find(to);
    if (value.unread && value.parameter && !value.assigned && name !== "p")
      fail(to, `${name} is never read before it is assigned: what no later step reads is a const`);
    if (value.unread && name !== "p") failAt(value.unread, `${name} is never read before it is assigned again`);
    Object.assign(value, { from, compares: false, assigned: true, made: to, unread: to });
  }

  function number(value: Expression, into: Set<string>): void {
    read(value, into);
    if (isComparison(value) || copiesComparison(value))
      fail(value, "% is a comparison: select alone takes one, as its first");
  }

  function copiesComparison(value: Expression): boolean {
    return value.kind === "name" && find(value).compares;
  }

  /** Adds what a value is made of. */
  function read(value: Expression, into: Set<string>): void {
    if (value.kind === "name") {
      const found = find(value);
      found.unread = undefined;
      for (const each of found.from) into.add(each);
    } else if (value.kind === "operation") {
      const { of, args } = value;
      divides ||= of === "/" || of === "sqrt";
      signs ||= of === "sign";
      args.forEach((each, k) => {
        if (of !== "select" || k > 0) return number(each, into);
        read(each, into);
        if (!isComparison(each) && !copiesComparison(each))
          fail(each, "%: select takes a comparison first: select(a > b, a, b)");
      });
    }
  }

  /** What each parameter is, of which each must come to something. */
  function rolesOf(into: ReadonlySet<string>): Pick<Roles, "slots" | "scalars"> {
    const entries = [...values];
    for (const [name, { unread, parameter, assigned }] of entries)
      if (unread && !(parameter && assigned)) failAt(unread, `${name} is never read`);
    const of = (assigned: boolean): [string, Value][] =>
      entries.filter(([name, value]) => value.parameter && name !== "g" && name !== "p" && value.assigned === assigned);
    const slots = of(true);
    const needed = new Set(into);
    // What is made of p is kept for its own sake: an average of it.
    for (const [name, { from }] of slots) if (from.has("p")) needed.add(name);
    for (const name of needed) for (const each of (values.get(name) as Value).from) needed.add(each);
    for (const [name, { made, parameter }] of [...slots, ...entries])
      if (parameter && !needed.has(name) && name !== "p") failAt(made, `${name} is never read on the way to the step`);
    return { slots: slots.map(([name]) => name), scalars: of(false).map(([name]) => name) };
  }
}
