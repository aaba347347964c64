import { ratio, significant, spread, type Block, type Effort, type Spread } from "./measure.js";
import { mapValues } from "./records.js";
import type { Shape } from "./shapes.js";

/** Who is known to be too slow is undefined. */
export type Candidates = Readonly<Record<string, Block | undefined>>;

/** What is measured: which optimizer, on which elements, how many. */
interface Named {
  readonly optimizer: string;
  readonly element: string;
  readonly label: string;
  /** Elements in the whole map. */
  readonly n: number;
}

/** One thing that several can do, each as a block of updates. */
export interface Case extends Named {
  /** The candidate by whose time those of all others are divided. */
  readonly over: string;
  readonly candidates: () => Candidates | Promise<Candidates>;
  readonly asked?: readonly Bound[];
}

/** What a figure, or a candidate's ratio, is asked to be; of all cases, or of some sizes, optimizers, elements. */
export interface Bound {
  readonly what: string;
  readonly of: string;
  readonly least?: number;
  readonly most?: number;
  readonly at?: readonly string[];
  readonly optimizers?: readonly string[];
  readonly element?: string;
}

/** What a case showed. */
export interface Contest extends Named {
  readonly over: string;
  /** Nanoseconds per update; and everyone's time over that of `over`, each round for itself. */
  readonly times: Readonly<Record<string, Spread>>;
  readonly ratios: Readonly<Record<string, Spread>>;
  /** Candidates that were left out as too slow. */
  readonly skipped: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
  readonly note?: string;
  readonly asked: readonly (Bound & { readonly value: number })[];
}

/** Cases of one kind, how they are judged, and how they are shown. */
export interface Section {
  readonly name: string;
  readonly cases: (given: Given) => Iterable<Case> | AsyncIterable<Case>;
  /** What it makes of a case beside times and ratios; figures that are undefined are left out. */
  readonly judge?: (contest: Contest, taken: Taken) => { figures?: Record<string, number | undefined>; note?: string };
  readonly asked?: readonly Bound[];
  /** Ratios that are losses below 1. */
  readonly rivals?: (contest: Contest) => Readonly<Record<string, number | undefined>>;
  /** Instead of the bench's own. */
  readonly effort?: Effort;
  readonly tables: readonly Table[];
}

export type Taken = Readonly<Record<string, number[]>>;
export type Given = { readonly quick: boolean; readonly check: boolean; readonly only: string | undefined };
export type Column = readonly [title: string, text: (contest: Contest) => string];

export interface Table {
  readonly title: string;
  readonly text: string;
  readonly columns: readonly Column[];
  /** Whether every candidate has a column: its ratio, or its nanoseconds where it has none. */
  readonly everyone?: boolean;
  readonly rows?: (contest: Contest) => boolean;
}

export function contestOf(one: Case, all: Candidates, taken: Taken, { judge, asked = [] }: Section): Contest {
  const { candidates: _candidates, asked: own = [], ...named } = one;
  const { [one.over]: base, ...others } = taken;
  const ratios = base === undefined ? {} : mapValues(others, (values) => ratio(values, base));
  const skipped = Object.keys(all).filter((name) => !(name in taken));
  const contest = { ...named, times: mapValues(taken, spread), ratios, skipped, figures: {}, asked: [] };
  const { figures: given = {}, ...judged } = judge?.(contest, taken) ?? {};
  const known = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, significant(value)]]));
  const figures = Object.fromEntries(known) as Contest["figures"];
  const values = { ...medians(ratios), ...figures };
  const applies = ({ of, at = [one.label], optimizers = [one.optimizer], element = one.element }: Bound) =>
    of in values && at.includes(one.label) && optimizers.includes(one.optimizer) && element === one.element;
  const bounds = [...asked, ...own].filter(applies).map((bound) => ({ ...bound, value: values[bound.of] }));
  return { ...contest, ...judged, figures, asked: bounds };
}

/** What is measured, of an optimizer on a map. */
export function named({ name }: { readonly name: string }, { label, element, tensors, length }: Shape): Named {
  return { optimizer: name, element, label, n: tensors * length };
}

export function titleOf({ optimizer, element, label }: Omit<Named, "n">): string {
  return [optimizer, element, label].filter((part) => part !== "").join(" ");
}

export function keeps({ least = -Infinity, most = Infinity, value }: Contest["asked"][number]): boolean {
  return value >= least && value <= most;
}

export function medians(spreads: Contest["ratios"]): Record<string, number> {
  return mapValues(spreads, ({ median }) => median);
}
