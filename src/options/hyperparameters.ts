import { matches, placeOf, readGroups, type Match } from "./groups.js";
import { isSchedule, readNumber, readPlain } from "./read.js";
import type { Hyperparameter, NumberSpec, OptionSpecs, OptionValue, Spec } from "./specs.js";

/** How much of a step is asked for: the rule, scale and decay beside it, or everything. */
export type Extent = "plain" | "scaled" | "full";

/** What options are at one iteration. */
export type Values = Record<string, number | string | boolean>;

/** An option that a schedule gives, and where its value goes. */
export interface Scheduled {
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
  /** By group: what its options ask for beside the rule. */
  readonly extents: Extent[] = [];
  /** Goes up whenever a value may have changed. */
  version = 0;
  /** Whether nothing is asked for beside the rule. */
  simple = true;
  /** Whether any needs the norm of the gradients. */
  examines = false;
  /** What each group may have, and what was given for it. */
  readonly specs: readonly OptionSpecs[];
  readonly given: readonly Record<string, OptionValue>[];
  readonly #matches: readonly Match[];
  readonly #shared: readonly string[];
  scheduled: readonly Scheduled[] = [];

  /** Groups may have a rule's own options and those all rules share; `base` are the optimizer's as a whole. */
  constructor(
    title: string,
    own: OptionSpecs,
    shared: OptionSpecs,
    base: OptionSpecs,
    given: Record<string, OptionValue>,
    groups: unknown,
  ) {
    const common = { ...own, ...shared };
    const parts = readGroups(title, common, groups);
    this.#shared = Object.keys(shared);
    this.specs = [{ ...common, ...base }, ...parts.map(() => common)];
    this.given = [given, ...parts.map(({ options }) => options)];
    this.#matches = parts.map(({ match }) => match);
    this.values = this.specs.map(() => ({}));
    this.spread();
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
    this.version++;
    for (let k = 0; k < this.scheduled.length; k++) {
      const { name, label, spec, schedule, values } = this.scheduled[k];
      values[name] = readNumber(
        label,
        spec,
        typeof schedule === "function" ? schedule(iteration) : schedule.at(iteration),
        iteration,
      );
    }
  }

  /** The base's option as it was given. */
  get(name: string): Hyperparameter {
    return this.option(0, name) as Hyperparameter;
  }

  set(name: string, value: unknown): void {
    this.given[0][name] = isSchedule(value) ? value : readPlain(name, this.specs[0][name] as NumberSpec, value);
    this.spread();
  }

  /** A group's own, else the base's, else the default. */
  option(k: number, name: string): OptionValue {
    return this.given[k][name] ?? this.given[0][name] ?? this.specs[k][name].default;
  }

  /** Gives every group what it has of its own and the base's rest. */
  spread(): void {
    const scheduled: Scheduled[] = [];
    this.values.forEach((values, k) => {
      for (const [name, spec] of Object.entries<Spec>(this.specs[k])) {
        const value = this.option(k, name);
        if (isSchedule(value)) {
          values[name] ??= spec.default as number;
          scheduled.push({
            group: k,
            name,
            label: name in this.given[k] ? placeOf(k) + name : name,
            spec: spec as NumberSpec,
            schedule: value,
            values,
          });
        } else values[name] = value as Values[string];
      }
      const shared = this.#shared.filter((name) => this.option(k, name) !== this.specs[k][name].default);
      this.extents[k] =
        shared.length === 0 ? "plain" : shared.every((name) => SCALED.includes(name)) ? "scaled" : "full";
    });
    this.version++;
    this.scheduled = scheduled;
    const { nonFinite, accumulate } = this.values[0];
    this.examines = nonFinite !== "propagate" || this.option(0, "clipNorm") !== Infinity;
    const whole = this.examines || accumulate !== 1 || "emaDecay" in this.given[0] || "clipNorm" in this.given[0];
    this.simple = !whole && this.extents.every((extent) => extent === "plain");
  }
}

/** What a kernel without branches gives. */
const SCALED = ["weightDecay", "maximize"];
