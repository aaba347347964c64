import { complain, requireKnown, type ObjectSpec, describe, isNumeric, isObject, isSchedule, isStateful, readNumber, readOptions, readPlain, type OptionSpecs, type OptionValue, type Spec } from "./read.js";
import type { Hyperparameter, NumberSpec, StatefulSchedule } from "../rule.js";

/** Which parameters a group takes: names a RegExp finds, names in a list, or names of which a function says so. */
export type Match = RegExp | readonly string[] | ((name: string) => boolean);

/** What options are at one iteration. */
export type Values = Record<string, number | string | boolean>;

/** An option that a schedule gives, and where its value goes. */
interface Scheduled {
  readonly group: number;
  readonly name: string;
  /** The name in messages: a group's own schedule is named with its group. */
  readonly label: string;
  readonly spec: NumberSpec;
  readonly schedule: Exclude<Hyperparameter, number>;
  readonly values: Values;
}

/** Every hyper-parameter of an optimizer: the base's in group 0, then each group's, where what it leaves out is the base's. */
export class Hyperparameters {
  /** The values at the iteration last settled, by group. */
  readonly values: readonly Values[];
  /** Whether a group's gradients or parameters need more than the rule. */
  readonly shares: boolean[] = [];
  /** Whether any option is scheduled; whether any takes more than one plain step per update. */
  scheduled = false;
  involved = false;
  /** Whether any needs the norm of the gradients. */
  examines = false;
  readonly #specs: readonly OptionSpecs[];
  readonly #given: readonly Record<string, OptionValue>[];
  readonly #matches: readonly Match[];
  readonly #shared: readonly string[];
  #scheduled: readonly Scheduled[] = [];

  /** Groups may have a rule's own options and those all rules share; `base` are the optimizer's as a whole. */
  constructor(title: string, own: OptionSpecs, shared: OptionSpecs, base: OptionSpecs, given: Record<string, OptionValue>, groups: unknown) {
    const common = { ...own, ...shared };
    const parts = readGroups(title, common, groups);
    this.#shared = Object.keys(shared);
    this.#specs = [{ ...common, ...base }, ...parts.map(() => common)];
    this.#given = [given, ...parts.map(({ options }) => options)];
    this.#matches = parts.map(({ match }) => match);
    this.values = this.#specs.map(() => ({}));
    this.#spread();
  }

  /** The group that a name belongs to; the first that matches, else 0. */
  groupOf(name: string): number {
    return 1 + this.#matches.findIndex((match) => matches(match, name));
  }

  /** Throws for a group that none of these names belongs to. */
  requireMatches(names: readonly string[]): void {
    this.#matches.forEach((match, k) => {
      if (names.some((name) => matches(match, name))) return;
      const shown = match instanceof RegExp ? match : (JSON.stringify(match) ?? "a function");
      throw new RangeError(`${placeOf(k + 1)}match is ${shown}, which matches none of ${JSON.stringify(names)}`);
    });
  }

  /** Asks the schedules for their values at this iteration; throws, naming the option, for one that is out of range. */
  settle(iteration: number): void {
    for (let k = 0; k < this.#scheduled.length; k++) {
      const { name, label, spec, schedule, values } = this.#scheduled[k];
      values[name] = readNumber(label, spec, typeof schedule === "function" ? schedule(iteration) : schedule.at(iteration), iteration);
    }
  }

  /** The base's option as it was given. */
  get(name: string): Hyperparameter {
    return this.#option(0, name) as Hyperparameter;
  }

  set(name: string, value: unknown): void {
    this.#given[0][name] = isSchedule(value) ? value : readPlain(name, this.#specs[0][name] as NumberSpec, value);
    this.#spread();
  }

  /** For a file: each group's values, null where a schedule gives them, and the state of those that have one. */
  save(): { options: Record<string, unknown>[]; schedules: Record<string, unknown>[] } {
    const each = (keep: (value: OptionValue) => unknown) =>
      this.#specs.map((specs, k) => Object.fromEntries(Object.keys(specs).map((name) => [name, keep(this.#option(k, name))])));
    return {
      options: each((value) => (isSchedule(value) ? null : finite(value))),
      schedules: each((value) => (isStateful(value) ? value.state() : undefined)),
    };
  }

  /** Checks what `save` gave after so many steps; the result carries it out. */
  restore(options: unknown, iterations: number, schedules?: unknown): () => void {
    const read = this.#readList("options", options).map((group, k) => this.#readGroup(k, group));
    const states = this.#readList("schedules", schedules ?? this.#specs.map(() => ({})));
    const restored: { name: string; spec: NumberSpec; schedule: StatefulSchedule; state: unknown; before: Readonly<Record<string, number>> }[] = [];
    for (const { group, name, spec, schedule } of this.#scheduled) {
      const state = states[group][name];
      if (isStateful(schedule) && state !== undefined && name in this.#given[group]) restored.push({ name, spec, schedule, state, before: schedule.state() });
    }
    return () => {
      try {
        for (const { name, spec, schedule, state } of restored) {
          schedule.restore(state as never);
          readNumber(name, spec, schedule.at(Math.max(0, iterations - 1)));
        }
      } catch (error) {
        for (const { schedule, before } of restored) schedule.restore(before);
        throw error;
      }
      read.forEach((values, k) => {
        // What a group leaves to the base here, and has like the base in the file, stays with the base.
        for (const name of Object.keys(values)) {
          if (k === 0 || name in this.#given[k] || values[name] !== read[0][name]) this.#given[k][name] = values[name];
        }
      });
      this.#spread();
    };
  }

  #readList(title: string, list: unknown): readonly Readonly<Record<string, unknown>>[] {
    const { length } = this.#specs;
    if (!Array.isArray(list)) return complain(`${title} in the file`, "a list", list);
    if (list.length !== length) complain(`${title} in the file`, `a list of ${length}, one for the base and each group`, list.length, RangeError);
    for (const group of list) if (!isObject(group)) complain(`${title} in the file`, "objects", group);
    return list;
  }

  #readGroup(k: number, group: object): Values {
    requireKnown(`${placeOf(k)}options in the file`, this.#specs[k], group);
    const values: Values = {};
    for (const [name, value] of Object.entries(group)) {
      const spec = this.#specs[k][name] as Exclude<Spec, ObjectSpec>;
      const label = placeOf(k) + name;
      const here = this.#option(k, name);
      // What decides about the memory of an optimizer is its constructor's alone.
      const differs = isNumeric(spec) && (spec.fixed ? value !== here : Number.isNaN(spec.default) && (value === "none") !== Number.isNaN(here));
      if (differs) throw new RangeError(`${label} is ${describe(value)} in the file and ${describe(finite(here))} here`);
      if (isSchedule(here) || Number.isNaN(here)) continue;
      if (value === null && isNumeric(spec)) throw new RangeError(`${label} was a schedule in the file and is ${finite(here)} here: give the schedule again`);
      values[name] = readPlain(label, spec, value === "none" ? Infinity : value);
    }
    return values;
  }

  /** A group's own, else the base's, else the default. */
  #option(k: number, name: string): OptionValue {
    return this.#given[k][name] ?? this.#given[0][name] ?? this.#specs[k][name].default;
  }

  /** Gives every group what it has of its own and the base's rest. */
  #spread(): void {
    const scheduled: Scheduled[] = [];
    this.values.forEach((values, k) => {
      for (const [name, spec] of Object.entries<Spec>(this.#specs[k])) {
        const value = this.#option(k, name);
        if (isSchedule(value)) {
          values[name] ??= spec.default as number;
          scheduled.push({ group: k, name, label: name in this.#given[k] ? placeOf(k) + name : name, spec: spec as NumberSpec, schedule: value, values });
        } else values[name] = value as Values[string];
      }
      this.shares[k] = this.#shared.some((name) => this.#option(k, name) !== this.#specs[k][name].default);
    });
    this.#scheduled = scheduled;
    this.scheduled = scheduled.length > 0;
    const { nonFinite, accumulate } = this.values[0];
    this.examines = nonFinite !== "propagate" || this.#option(0, "clipNorm") !== Infinity;
    this.involved = nonFinite !== "propagate" || accumulate !== 1 || "emaDecay" in this.#given[0];
  }
}

/** What comes before an option's name: its group, where it is in one. */
function placeOf(group: number): string {
  return group === 0 ? "" : `groups[${group - 1}].`;
}

/** JSON has no infinity: what is without limit is "none". */
function finite(value: OptionValue): OptionValue {
  return typeof value === "number" && !Number.isFinite(value) ? "none" : value;
}

function matches(match: Match, name: string): boolean {
  // search, unlike test, knows nothing of lastIndex.
  if (match instanceof RegExp) return name.search(match) >= 0;
  return typeof match === "function" ? match(name) : match.includes(name);
}

function readGroups(title: string, specs: OptionSpecs, groups: unknown): { match: Match; options: Record<string, OptionValue> }[] {
  if (groups === undefined) return [];
  if (!Array.isArray(groups)) complain("groups", "an array of { match, ...options }", groups);
  return groups.map((group: unknown, k) => {
    if (!isObject(group)) complain(`groups[${k}]`, "{ match, ...options }", group);
    const { match, ...rest } = group;
    const place = placeOf(k + 1);
    if (Array.isArray(match)) {
      match.forEach((name: unknown, i) => {
        if (typeof name !== "string") complain(`${place}match[${i}]`, "a string", name);
      });
    } else if (!(match instanceof RegExp || typeof match === "function")) {
      complain(`${place}match`, "a RegExp, a list of names or a function of the name", match);
    }
    return { match: match as Match, options: readOptions(`groups[${k}] of ${title}`, specs, rest, place) };
  });
}
