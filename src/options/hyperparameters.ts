import { matches, placeOf, readGroups, type GivenGroup } from "./groups.js";
import { cut } from "./messages.js";
import { isSchedule, readNumber, readOptions } from "./read.js";
import type { Hyperparameter, NumberSpec, OptionSpecs, OptionValue, Spec } from "./specs.js";

/** How much of a step is asked for: the rule, scale and decay beside it, or everything. */
export type Extent = "plain" | "scaled" | "full";

/** What options are at one iteration. */
export type Values = Record<string, number | string | boolean>;

/** An option that a schedule gives, and where its value goes. */
export interface Scheduled {
  /** Who gives it: 0 for the base, k for groups[k − 1]. */
  readonly giver: number;
  readonly name: string;
  /** The name in messages: a group's own schedule is named with its group. */
  readonly label: string;
  readonly spec: NumberSpec;
  readonly schedule: Exclude<Hyperparameter, number>;
  readonly values: Values[];
}

/**
 * Every hyper-parameter of an optimizer. A name takes the options of each group that matches it, a later one's over an
 * earlier one's, and the base's in what they leave out: names that match the same groups are one combination.
 */
export class Hyperparameters {
  /** The values at the iteration last settled, by combination; the first is that of no group. */
  readonly values: Values[] = [];
  /** By combination: what its options ask for beside the rule. */
  readonly extents: Extent[] = [];
  /** The groups of each combination, counted from 1. */
  readonly combinations: (readonly number[])[] = [[]];
  /** Goes up whenever a value may have changed. */
  version = 0;
  /** Whether nothing is asked for beside the rule. */
  simple = true;
  /** Whether any needs the norm of the gradients. */
  examines = false;
  /** What the base and each group may have, and what was given for it. */
  readonly specs: readonly OptionSpecs[];
  readonly given: readonly Record<string, OptionValue>[];
  /** What of it came from a file and was not given since, by its name in messages. */
  readonly taken = new Set<string>();
  scheduled: readonly Scheduled[] = [];
  /** Whether what is kept of each parameter is enough for what is given. */
  fits = (): boolean => true;
  /** What else the names of the first update are asked for. */
  declare named: ((names: readonly string[]) => void) | undefined;
  /** What is being called back now, in messages. */
  asked = "";
  readonly #title: string;
  readonly #groups: readonly GivenGroup[];
  readonly #shared: OptionSpecs;
  readonly #common: OptionSpecs;
  #asksNorm: boolean;

  /**
   * Groups may have a rule's own options and those all rules share, of which a rule may have its own default; `base` are
   * the optimizer's as a whole.
   */
  constructor(
    title: string,
    own: OptionSpecs,
    shared: OptionSpecs,
    base: OptionSpecs,
    given: Record<string, OptionValue>,
    groups: unknown,
  ) {
    const all = { ...own, ...shared, ...own };
    const common = Object.fromEntries(Object.entries<Spec>(all).filter(([, spec]) => !("fixed" in spec)));
    this.#title = title;
    this.#groups = readGroups(title, common, groups);
    this.#shared = shared;
    this.#common = all;
    this.specs = [{ ...all, ...base }, ...this.#groups.map(() => common)];
    this.given = [given, ...this.#groups.map(({ options }) => options)];
    this.#asksNorm = "clipNorm" in given;
    this.spread();
  }

  /** The number of the combination that a name belongs to. */
  groupOf(name: string): number {
    const found = this.#groups.flatMap((_, k) => (this.#matches(k, name) ? [k + 1] : []));
    const known = this.combinations.findIndex((groups) => groups.join() === found.join());
    if (known >= 0) return known;
    this.combinations.push(found);
    this.spread();
    return this.combinations.length - 1;
  }

  /** Throws for a group that none of these names belongs to. */
  requireMatches(names: readonly string[]): void {
    this.named?.(names);
    this.#groups.forEach(({ match, optional }, k) => {
      if (optional || names.some((name) => this.#matches(k, name))) return;
      const shown = cut(match instanceof RegExp ? String(match) : (JSON.stringify(match) ?? "a function"));
      throw new RangeError(
        `${placeOf(k + 1)}match is ${shown}, which matches none of ${cut(JSON.stringify(names), 500)}: say optional: true if it may`,
      );
    });
  }

  #matches(k: number, name: string): boolean {
    this.asked = `${placeOf(k + 1)}match`;
    const found = matches(this.#groups[k].match, name);
    this.asked = "";
    return found;
  }

  /** Asks the schedules for their values at this iteration; throws, naming the option, for one that is out of range. */
  settle(iteration: number): void {
    this.version++;
    for (let k = 0; k < this.scheduled.length; k++) {
      const { name, values } = this.scheduled[k];
      const value = this.#ask(this.scheduled[k], iteration);
      for (let j = 0; j < values.length; j++) values[j][name] = value;
    }
  }

  #ask({ label, spec, schedule }: Scheduled, iteration: number): number {
    this.asked = label;
    const value = typeof schedule === "function" ? schedule(iteration) : schedule.at(iteration);
    this.asked = "";
    return readNumber(label, spec, value, iteration);
  }

  /** The base's option as it was given. */
  get(name: string): Hyperparameter {
    return this.option(0, name) as Hyperparameter;
  }

  /** The base's option at an iteration. */
  at(name: string, iteration: number): number {
    const found = this.scheduled.find((each) => each.giver === 0 && each.name === name);
    return found ? this.#ask(found, iteration) : (this.get(name) as number);
  }

  /** Whether the base or a group gives an option another value than its default. */
  has(name: string): boolean {
    return this.given.some((given) => (given[name] ?? this.specs[0][name].default) !== this.specs[0][name].default);
  }

  /** Gives the base, or a group counted from 1, other options; all are checked first. */
  set(options: unknown, giver = 0): void {
    const read = readOptions(this.#title, this.specs[giver], options, placeOf(giver));
    for (const name of Object.keys(read)) {
      const spec = this.specs[giver][name] as NumberSpec;
      if (spec.fixed || (Number.isNaN(spec.default) && !(name in this.given[0])))
        throw new TypeError(`${name} is for the constructor alone`);
    }
    this.change(Object.keys(read).join(), () => Object.assign(this.given[giver], read));
    for (const name of Object.keys(read)) this.taken.delete(placeOf(giver) + name);
    this.#asksNorm ||= "clipNorm" in read;
    this.spread();
  }

  /** Writes to what is given, unless more would have to be kept of each parameter than is. */
  change(what: string, write: () => void): void {
    const before = this.given.map((given) => ({ ...given }));
    let fits = false;
    try {
      write();
      fits = this.fits();
    } finally {
      if (!fits) {
        this.given.forEach((given, k) => {
          for (const name of Object.keys(given)) delete given[name];
          Object.assign(given, before[k]);
        });
      }
    }
    if (!fits) throw new TypeError(`${what} needs state that only the constructor makes room for`);
    this.spread();
  }

  /** A combination's option: of the last of its groups that has it, else the base's, else the default. */
  option(k: number, name: string): OptionValue {
    return this.given[this.#giver(k, name)][name] ?? this.specs[0][name].default;
  }

  #giver(k: number, name: string): number {
    return this.combinations[k].findLast((group) => name in this.given[group]) ?? 0;
  }

  /** Gives every combination its values. */
  spread(): void {
    const scheduled = new Map<string, Scheduled>();
    this.combinations.forEach((groups, k) => {
      const values = (this.values[k] ??= {});
      for (const [name, spec] of Object.entries<Spec>(groups.length === 0 ? this.specs[0] : this.#common)) {
        const value = this.option(k, name);
        if (!isSchedule(value)) {
          values[name] = value as Values[string];
          continue;
        }
        values[name] ??= spec.default as number;
        const giver = this.#giver(k, name);
        const label = placeOf(giver) + name;
        const known = scheduled.get(label);
        if (known) known.values.push(values);
        else scheduled.set(label, { giver, name, label, spec: spec as NumberSpec, schedule: value, values: [values] });
      }
      const shared = Object.keys(this.#shared).filter((name) => this.option(k, name) !== this.#shared[name].default);
      this.extents[k] =
        shared.length === 0 ? "plain" : shared.every((name) => SCALED.includes(name)) ? "scaled" : "full";
    });
    this.version++;
    this.scheduled = [...scheduled.values()];
    const { nonFinite, accumulate } = this.values[0];
    this.examines = nonFinite !== "propagate" || this.#asksNorm || this.option(0, "clipNorm") !== Infinity;
    const whole = this.examines || accumulate !== 1 || "emaDecay" in this.given[0] || "passes" in this.given[0];
    this.simple = !whole && this.extents.every((extent) => extent === "plain");
  }
}

/** What a kernel without branches gives. */
const SCALED = ["weightDecay", "maximize"];
