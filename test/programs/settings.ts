/** All options of all rules at one iteration. */
export interface Settled {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
  readonly form: string;
  readonly decayRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly epsMode: string;
  readonly weightDecay: number;
  readonly l2: number;
  readonly clipValue: number;
  readonly maximize: boolean;
  readonly clipNorm: number;
  readonly accumulate: number;
  readonly emaDecay: number;
  readonly nonFinite: string;
}

export type Option = keyof Settled;

/** What every rule takes beside its own. */
export const SHARED: Partial<Settled> = { weightDecay: 0, l2: 0, clipValue: Infinity, maximize: false };
export const WHOLE: Partial<Settled> = { clipNorm: Infinity, accumulate: 1, emaDecay: NaN, nonFinite: "propagate" };

/** A function of the iteration, or one that falls when it is told. */
export type Schedule = ((iteration: number) => number) | Held;
export type Setting = number | string | boolean | Schedule;
export type Given = Partial<Record<Option, Setting>>;

/** A schedule with a state, which files keep. */
export class Held {
  constructor(public value: number) {}

  at(_iteration: number): number {
    return this.value;
  }

  halve(): void {
    this.value /= 2;
  }

  state(): { value: number } {
    return { value: this.value };
  }

  restore({ value }: { value?: number }): void {
    this.value = value ?? NaN;
  }
}

export function isSchedule(setting: unknown): setting is Schedule {
  return typeof setting === "function" || setting instanceof Held;
}

export interface Group {
  readonly matches: (name: string) => boolean;
  readonly optional: boolean;
  own: Given;
}

/** What was given for the optimizer and for its groups. */
export class Settings {
  /** Of what was given, that which a file said and not the caller. */
  readonly taken = new Map<Given, Set<Option>>();

  constructor(
    readonly defaults: Partial<Settled>,
    public base: Given,
    readonly groups: readonly Group[],
  ) {}

  /** For a parameter, or the optimizer as a whole: a later group that matches over an earlier one, all over the base. */
  at(iteration: number, name?: string): Settled {
    const own = this.groups.filter(({ matches }) => name !== undefined && matches(name)).map((group) => group.own);
    const all: Given = Object.assign({ ...this.defaults }, this.base, ...own);
    const settled = Object.entries(all).map(([option, setting]) => [option, valueOf(setting, iteration)]);
    return Object.fromEntries(settled) as Settled;
  }

  /** Whether an option is given another value than its default, for all or for some. */
  has(option: Option): boolean {
    const given = [this.base, ...this.groups.map(({ own }) => own)];
    return given.some((each) => (each[option] ?? this.defaults[option]) !== this.defaults[option]);
  }

  /** The groups that take none of these names and must take one. */
  idle(names: readonly string[]): number[] {
    return this.groups.flatMap(({ matches, optional }, k) => (optional || names.some(matches) ? [] : [k]));
  }
}

export function valueOf(setting: Setting, iteration: number): number | string | boolean {
  if (!isSchedule(setting)) return setting;
  return setting instanceof Held ? setting.at(iteration) : setting(iteration);
}
