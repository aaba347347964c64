import all from "../asked.json" with { type: "json" };
import { ratio, spread, type Block, type Effort, type Spread } from "./measure.js";
import { mapValues } from "./records.js";
import type { Shape } from "./shapes.js";

/** Who is known to be too slow is undefined. */
export type Candidates = Readonly<Record<string, Block | undefined>>;

/** What is measured: which optimizer, on which elements, how many in the whole map. */
export interface Named {
  readonly optimizer: string;
  readonly element: string;
  readonly label: string;
  readonly n: number;
}

/** One thing that several can do, each as a block of updates; all times are divided by that of `over`. */
export interface Case extends Named {
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
export type Asked = Bound & { readonly value: number };

/** What a case showed: nanoseconds per update, ratios of each round for itself, who was too slow. */
export interface Contest extends Named {
  readonly over: string;
  readonly times: Readonly<Record<string, Spread>>;
  readonly ratios: Readonly<Record<string, Spread>>;
  readonly skipped: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
  readonly note?: string;
  readonly asked: readonly Asked[];
}

export type Taken = Readonly<Record<string, number[]>>;
export type Given = { readonly quick: boolean; readonly check: boolean; readonly only: string | undefined };
export type Judged = { readonly figures?: Readonly<Record<string, number | undefined>>; readonly note?: string };

/** Cases of one kind, how they are judged, and how they are shown. */
export interface Section {
  readonly name: string;
  readonly cases: (given: Given) => Iterable<Case> | AsyncIterable<Case>;
  /** What it makes of a case beside times and ratios; figures that are undefined are left out. */
  readonly judge?: (contest: Contest, taken: Taken) => Judged;
  /** Ratios that are losses below 1. */
  readonly rivals?: (contest: Contest) => Readonly<Record<string, number | undefined>>;
  /** Instead of the bench's own. */
  readonly effort?: Effort;
  /** By their places in report/performance.md. */
  readonly tables: Readonly<Record<string, Table>>;
}

export type Column = readonly [title: string, text: (contest: Contest) => string];

export interface Table {
  readonly columns: readonly Column[];
  /** Whether every candidate has a column: its ratio, or its nanoseconds where it has none. */
  readonly everyone?: boolean;
  readonly rows?: (contest: Contest) => boolean;
}

export function contestOf(one: Case, wanted: Candidates, taken: Taken, { name, judge }: Section): Contest {
  const { candidates: _candidates, asked: own = [], ...of } = one;
  const { [one.over]: base, ...others } = taken;
  const ratios = base === undefined ? {} : mapValues(others, (values) => ratio(values, base));
  const skipped = Object.keys(wanted).filter((candidate) => !(candidate in taken));
  const contest = { ...of, times: mapValues(taken, spread), ratios, skipped, figures: {}, asked: [] };
  const judged = judge?.(contest, taken) ?? {};
  const known = Object.entries(judged.figures ?? {}).filter(([, value]) => value !== undefined);
  const figures = Object.fromEntries(known) as Contest["figures"];
  const asked = askedOf(name, { ...contest, figures }, own);
  return { ...contest, ...judged, figures, asked };
}

/** What is asked of a section's case, by asked.json and by the case itself, with what came. */
export function askedOf(section: string, contest: Contest, own: readonly Bound[]): Asked[] {
  const values: Record<string, number> = { ...medians(contest.ratios), ...contest.figures };
  return [...boundsOf(section), ...own]
    .filter(
      ({ at = [contest.label], optimizers = [contest.optimizer], element = contest.element }) =>
        at.includes(contest.label) && optimizers.includes(contest.optimizer) && element === contest.element,
    )
    .flatMap((bound) => (bound.of in values ? [{ ...bound, value: values[bound.of] }] : []));
}

/** What asked.json asks of a section. */
export function boundsOf(section: string): readonly Bound[] {
  return (all as Record<string, readonly Bound[]>)[section] ?? [];
}

/** What is measured, of an optimizer on a map. */
export function named(optimizer: string, { label, element, tensors, length }: Shape): Named {
  return { optimizer, element, label, n: tensors * length };
}

export function titleOf({ optimizer, element, label }: Omit<Named, "n">): string {
  return `${optimizer} ${element} ${label}`;
}

export function keeps({ least = -Infinity, most = Infinity, value }: Asked): boolean {
  return value >= least && value <= most;
}

export function medians(spreads: Contest["ratios"]): Record<string, number> {
  return mapValues(spreads, ({ median }) => median);
}
