import { ratio, spread, type Block, type Effort, type Spread } from "./measure.js";
import type { Shape } from "./shapes.js";

export type Candidates = Readonly<Record<string, Block>>;

/** What is measured: which optimizer, on which elements, how many. */
interface Named {
  readonly optimizer: string;
  readonly element: string;
  readonly label: string;
  /** Elements in the whole map. */
  readonly n: number;
  /** The candidate by whose time those of all others are divided. */
  readonly over: string;
}

/** One thing that several can do, each as a block of updates. */
export interface Case extends Named {
  readonly candidates: () => Candidates | Promise<Candidates>;
  /** What one candidate's ratio is asked to be. */
  readonly asked?: Omit<Asked, "value"> & { readonly of: string };
}

/** A number that is asked, and what came. */
export interface Asked {
  readonly what: string;
  readonly least?: number;
  readonly most?: number;
  readonly value: number;
}

/** What a case showed. */
export interface Contest extends Named {
  /** Nanoseconds per update; and everyone's time over that of `over`, each round for itself. */
  readonly times: Readonly<Record<string, Spread>>;
  readonly ratios: Readonly<Record<string, Spread>>;
  /** Candidates that were left out as too slow. */
  readonly skipped: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
  readonly note?: string;
  readonly asked: readonly Asked[];
}

/** Cases of one kind, how they are judged, and how they are shown. */
export interface Section {
  readonly name: string;
  readonly cases: (given: Given) => Iterable<Case> | AsyncIterable<Case>;
  /** What it makes of a case beside times and ratios. */
  readonly judge?: (contest: Contest, taken: Taken) => Partial<Pick<Contest, "figures" | "note" | "asked">>;
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

export function contestOf(one: Case, all: Candidates, taken: Taken, judge: Section["judge"]): Contest {
  const { optimizer, element, label, n, over, asked } = one;
  const others = Object.entries(taken).filter(([name]) => name !== over && over in taken);
  const ratios = Object.fromEntries(others.map(([name, values]) => [name, ratio(values, taken[over])]));
  const times = Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, spread(values)]));
  const { of = "", ...bound } = asked ?? {};
  const own = asked === undefined ? [] : [{ ...(bound as Omit<Asked, "value">), value: ratios[of].median }];
  const skipped = Object.keys(all).filter((name) => !(name in taken));
  const contest = { optimizer, element, label, n, over, times, ratios, skipped, figures: {}, asked: own };
  return { ...contest, ...judge?.(contest, taken) };
}

/** What is measured, of an optimizer on a map. */
export function named({ name }: { readonly name: string }, { label, element, tensors, length }: Shape): Omit<Named, "over"> {
  return { optimizer: name, element, label, n: tensors * length };
}

export function titleOf({ optimizer, element, label }: Pick<Named, "optimizer" | "element" | "label">): string {
  return [optimizer, element, label].filter((part) => part !== "").join(" ");
}

export function keeps({ least = -Infinity, most = Infinity, value }: Asked): boolean {
  return value >= least && value <= most;
}

export function medians(spreads: Contest["ratios"]): Record<string, number> {
  return Object.fromEntries(Object.entries(spreads).map(([name, { median }]) => [name, median]));
}
