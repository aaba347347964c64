/** A hyper-parameter as a function of the iteration, 0 at the first step. */
export type Schedule = (iteration: number) => number;

/** A schedule with a state of its own, which checkpoints keep: `ReduceOnPlateau`. */
export interface StatefulSchedule {
  at(iteration: number): number;
  state(): Readonly<Record<string, number>>;
  restore(state: Readonly<Record<string, number>>): void;
}

/** A number among the options: as it is, or by the iteration. */
export type Hyperparameter = number | Schedule | StatefulSchedule;

/** An option that is a number, or a schedule of one. */
export interface NumberSpec {
  readonly default: number;
  readonly min: number;
  readonly max?: number;
  /** An upper end that is itself outside. */
  readonly below?: number;
  /** A whole number that no schedule may drive. */
  readonly fixed?: true;
}

/** An option that is one of some words. */
export interface ChoiceSpec<Choice extends string> {
  readonly default: Choice;
  readonly oneOf: readonly Choice[];
  /** For the optimizer as a whole, from its construction on. */
  readonly fixed?: true;
}

/** What no schedule gives, and its own reader checks. */
export interface ReadSpec<Value> {
  readonly default: Value;
  /** The value, checked; it throws for another, naming the option. */
  read(name: string, value: unknown): Value;
  /** For the optimizer as a whole, from its construction or a file on. */
  readonly fixed?: true;
}

/** Two numbers. */
export type PairSpec = ReadSpec<readonly [number, number]>;

/** Three numbers. */
export type TripleSpec = ReadSpec<readonly [number, number, number]>;

/** True or false. */
export interface FlagSpec {
  readonly default: boolean;
  readonly flag: true;
  /** For the optimizer as a whole, from its construction on. */
  readonly fixed?: true;
}

/** Something that its own reader checks. */
export interface OtherSpec {
  readonly default: undefined;
}

export type Spec = NumberSpec | ChoiceSpec<string> | FlagSpec | PairSpec | TripleSpec | ReadSpec<number> | OtherSpec;
export type OptionSpecs = Readonly<Record<string, Spec>>;
export type OptionValue = Hyperparameter | string | boolean | object | undefined;

/** The options of an optimizer: what its specs describe. */
export type RuleSpecs = Readonly<
  Record<string, NumberSpec | ChoiceSpec<string> | FlagSpec | PairSpec | TripleSpec | ReadSpec<number>>
>;

/** As a caller gives them; Lr is what `lr` may be. */
export type Given<Specs, Lr = Hyperparameter> = {
  -readonly [Name in keyof Specs]?: Specs[Name] extends ChoiceSpec<infer Choice>
    ? Choice
    : Specs[Name] extends FlagSpec
      ? boolean
      : Specs[Name] extends ReadSpec<infer Value>
        ? Value
        : Name extends "lr"
          ? Lr
          : Hyperparameter;
};

/** Those that groups may have. */
export type OfGroups<Specs> = Given<{
  [Name in keyof Specs as Specs[Name] extends { fixed: true } ? never : Name]: Specs[Name];
}>;

/** After the defaults are filled in, at one iteration. */
export type Settled<Specs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends ChoiceSpec<infer Choice>
    ? Choice
    : Specs[Name] extends FlagSpec
      ? boolean
      : Specs[Name] extends ReadSpec<infer Value>
        ? Value
        : number;
};

/** An option that is a finite number ≥ 0, or a schedule of such, with its default. */
/* @__NO_SIDE_EFFECTS__ */
export function positive(value: number): NumberSpec {
  return { default: value, min: 0 };
}

/** An option that is a number in [0, 1), or a schedule of such, with its default. */
/* @__NO_SIDE_EFFECTS__ */
export function share(value: number): NumberSpec {
  return { default: value, min: 0, below: 1 };
}

/** @internal A number in [0, 1]. */
/* @__NO_SIDE_EFFECTS__ */
export function ratio(value: number): NumberSpec {
  return { default: value, min: 0, max: 1 };
}

/** @internal Whether something is so, for the optimizer as a whole. */
/* @__NO_SIDE_EFFECTS__ */
export function flag(value: boolean): FlagSpec & { readonly fixed: true } {
  return { default: value, flag: true, fixed: true };
}

/** @internal Whether something is so, which groups may say for themselves, and which may change between steps. */
/* @__NO_SIDE_EFFECTS__ */
export function toggle(value: boolean): FlagSpec {
  return { default: value, flag: true };
}

/** @internal One of these, for the optimizer as a whole; the first is the default. */
/* @__NO_SIDE_EFFECTS__ */
export function formOf<const Choice extends string>(
  first: Choice,
  ...others: readonly Choice[]
): ChoiceSpec<Choice> & { readonly fixed: true } {
  return { ...oneOf(first, ...others), fixed: true };
}

/** An option that is one of these words; the first is the default. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const Choice extends string>(first: Choice, ...others: readonly Choice[]): ChoiceSpec<Choice> {
  return { default: first, oneOf: [first, ...others] };
}
