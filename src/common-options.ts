import { AUTO } from "./backend/backend.js";
import type { Backend, BackendName } from "./backend/machine.js";
import type { Match } from "./options/groups.js";
import type { Hyperparameter } from "./options/specs.js";

/** What groups of parameters may have of their own, beside the rule's options. */
export interface SharedOptions {
  /** Decoupled decay λ: p −= lr·(u + λp), where u is the rule's own move (Loshchilov & Hutter 2019). Default 0. */
  weightDecay?: Hyperparameter;
  /** Coupled decay λ: λp is added to the gradient. Default 0. */
  l2?: Hyperparameter;
  /** Gradients are clipped to ± this, after `clipNorm`. Default: no limit. */
  clipValue?: Hyperparameter;
  /** Whether the objective is to rise: gradients count negative. Default false. */
  maximize?: boolean;
}

/** What concerns an optimizer as a whole. */
export interface WholeOptions {
  /**
   * The gradients of one update are scaled so that the norm over all of them is at most this:
   * by clipNorm / (norm + 1e-6) where that is below 1 (`torch.nn.utils.clip_grad_norm_`). Default: no limit.
   * Infinity limits nothing either, but has the norm taken: `gradNorm`.
   */
  clipNorm?: Hyperparameter;
  /** So many calls of `update` make one step, of the mean of their gradients (Optax `MultiSteps`). Default 1. */
  accumulate?: number;
  /** Keeps an average of each parameter: the first step copies it, then d·average + (1−d)·parameter. Default: none. */
  emaDecay?: Hyperparameter;
  /**
   * What one NaN or infinity among the gradients does: `"propagate"` (default) lets it through, `"skip"` leaves
   * everything as it was and counts in `skipped`, `"throw"` leaves everything as it was and throws.
   */
  nonFinite?: "propagate" | "skip" | "throw";
  /**
   * What each step goes through beside the rule, in this order: what changes gradients, before `clipNorm`, and what changes
   * parameters, after the step: `[lookahead(), l1(1e-4)]`. Not with sparse rows. Default: none.
   */
  passes?: readonly Pass[];
  /**
   * Whether a model may hold one array in several places (tied weights): it is one parameter, under its first name, that
   * moves by the sum of the gradients given at all of them. Such an update is planned anew each time. Default false:
   * refused.
   */
  tied?: boolean;
  /**
   * The shapes of parameters, rows first, for what needs them: by name, `{ W: [256, 784] }`, or a function of the name.
   * Default: rows of rows, `W.0`, `W.1`, …, are a matrix `W`, all else is a vector.
   */
  shapes?: Shapes;
  /** Where the arithmetic runs; by default `"wasm"` where it compiles, else `"js"`. The bits are the same. */
  backend?: BackendName;
  /**
   * Threads that share the work on large allocated maps, always in wasm: a `ThreadPool` of `optim-wasm/threads`.
   * Default: none.
   */
  pool?: Pool;
}

/**
 * A group's options beside the names it takes. A name takes the options of every group that matches it, a later one's over
 * an earlier one's; what they leave out is as beside them.
 */
export type Group<Own> = {
  /** Which names: a RegExp, a list of them, or a function of the name. */
  match: Match;
  /** Whether it may match nothing at the first update. Default false. */
  optional?: boolean;
} & Own &
  SharedOptions;

/** All that an optimizer takes whose rule has these options of its own, and these in groups. */
export type OptionsWith<Own, OfGroups = Own> = Own &
  SharedOptions &
  WholeOptions & {
    /** Options for some parameters, each group's over those of the groups before it. Default: none. */
    groups?: readonly Group<OfGroups>[];
  };

/** Shapes by the parameters' names, rows first. */
export type Shapes = Readonly<Record<string, readonly number[]>> | ((name: string) => readonly number[] | undefined);

/** What every optimizer takes. */
export type CommonOptions = OptionsWith<Rate>;

/** The option that every optimizer has of its own. */
export interface Rate {
  /**
   * Learning rate: a finite number ≥ 0, or a function of the iteration (0 at the first update) that gives one. The
   * default is the class's.
   */
  lr?: Hyperparameter;
}

/** What may be other values from one step to the next. */
export type Settable<Own> = Own & SharedOptions & Pick<WholeOptions, "clipNorm" | "emaDecay" | "nonFinite">;

/** A `ThreadPool`. */
export interface Pool {
  readonly threads: number;
  /** Ends the threads. */
  stop(): void;
  /** @internal */
  readonly backend: Backend;
}

/** What `passes` takes: `lookahead`, `noise`, `project`, `l1` and those that begin with `clip` make it. */
export interface Pass {
  /** The function that made it. */
  readonly title: string;
  /** @internal Its options, and defaults in their place. Of these files keep a seed. */
  readonly given: Readonly<Record<string, number | string>>;
  /** @internal Has steps of an optimizer that was just made go through it. */
  attach(to: object): true;
}

/** @internal */
export const SHARED = {
  weightDecay: { default: 0, min: 0 },
  l2: { default: 0, min: 0 },
  clipValue: { default: Infinity, min: 0 },
  maximize: { default: false, flag: true },
} as const;

/** @internal */
export const WHOLE_OPTIMIZER = {
  clipNorm: { default: Infinity, min: 0 },
  accumulate: { default: 1, min: 1, fixed: true },
  emaDecay: { default: NaN, min: 0, below: 1 },
  nonFinite: { default: "propagate", oneOf: ["propagate", "skip", "throw"] },
} as const;

/** @internal */
export const PLACE = {
  tied: { default: false, flag: true },
  shapes: { default: undefined },
  groups: { default: undefined },
  passes: { default: undefined },
  backend: { default: AUTO, oneOf: ["wasm", "js"] },
  pool: { default: undefined },
} as const;

/** @internal An option is not assigned to. */
export function refuseAssignments(prototype: object, options: object): void {
  for (const name of Object.keys(options)) {
    if (name in prototype) continue;
    const set = (): never => {
      throw new TypeError(`${name} is an option: give it to the constructor, or to set({ ${name} })`);
    };
    Object.defineProperty(prototype, name, { set });
  }
}
