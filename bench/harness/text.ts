import { keeps, titleOf, type Column, type Contest, type Section, type Table } from "./case.js";
import type { Spread } from "./measure.js";

/** Whose case it is. */
export const OPTIMIZER: Column = ["optimizer", ({ optimizer }) => optimizer];
export const SIZE: Column = ["n", ({ label }) => label];
export const NAMED: readonly Column[] = [OPTIMIZER, ["type", ({ element }) => element], SIZE];

export function perElement(name: string): Column[1] {
  return ({ times: taken, n }) => (name in taken ? (taken[name].median / n).toPrecision(3) : "");
}

export function figure(name: string, text: (value: number) => string = times): Column[1] {
  return ({ figures }) => (name in figures ? text(figures[name]) : "");
}

export function short(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

const times = (ratio: number): string => `${short(ratio)}×`;

export function written(ratio: Spread): string {
  return `${times(ratio.median)} (${short(ratio.low)}–${short(ratio.high)})`;
}

/** A section's columns on one line, as each case comes. */
export function terminal({ tables }: Section): { header: string; line: (contest: Contest) => string } {
  const columns = [...new Map(Object.values(tables).flatMap((table) => table.columns))];
  const everyone = Object.values(tables).some((table) => table.everyone);
  const line = (cells: readonly string[]) =>
    cells
      .map((text, k) => text.padStart(Math.max(columns[k]?.[0].length ?? 0, 7)))
      .join("  ")
      .trimEnd();
  const others = (contest: Contest) =>
    Object.keys(contest.times)
      .map((name) => `${name} ${cell(contest, name, written)}`)
      .join("; ");
  return {
    header: `\n${line(columns.map(([title]) => title))}`,
    line: (contest) => line([...columns.map(([, text]) => text(contest)), everyone ? others(contest) : ""]),
  };
}

function cell({ times: taken, ratios, skipped }: Contest, name: string, text: (ratio: Spread) => string): string {
  if (skipped.includes(name)) return "–";
  return name in ratios ? text(ratios[name]) : name in taken ? `${short(taken[name].median)} ns` : "";
}

/** A table in Markdown; columns that are empty in all rows are left out. */
export function markdown({ columns, everyone, rows = () => true }: Table, all: readonly Contest[]): string {
  const contests = all.filter(rows);
  const candidates = contests.flatMap(({ times: taken, skipped }) => [...Object.keys(taken), ...skipped]);
  const columnOf = (name: string): Column => [name, (contest) => cell(contest, name, ({ median }) => times(median))];
  const shown = [...columns, ...(everyone ? [...new Set(candidates)].map(columnOf) : [])];
  const filled = shown.filter(([, of]) => contests.some((contest) => of(contest) !== ""));
  const body = contests.map((contest) => filled.map(([, of]) => of(contest)));
  const lines = [filled.map(([head]) => head), filled.map(() => "---"), ...body];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Where someone else is faster: a line for each, by type and size. */
export function losses({ rivals = () => ({}) }: Section, contests: readonly Contest[]): string[] {
  const lost: Record<string, Record<string, string[]>> = {};
  for (const contest of contests) {
    for (const [name, share = 1] of Object.entries(rivals(contest))) {
      if (share >= 0.995) continue;
      const places = (lost[name] ??= {});
      (places[`${contest.element} ${contest.label}`] ??= []).push(`${contest.optimizer} ${share.toFixed(2)}`);
    }
  }
  const line = (places: Record<string, string[]>) =>
    Object.entries(places)
      .map(([place, all]) => `${place}: ${all.join(", ")}`)
      .join("; ");
  return Object.entries(lost).map(([name, places]) => `${name}: ${line(places)}`);
}

/** How many of the numbers asked are met, and a line for each that is not. */
export function verdicts(contests: readonly Contest[]): string[] {
  const all = contests.flatMap((contest) => contest.asked.map((asked) => ({ contest, asked })));
  const missed = all
    .filter(({ asked }) => !keeps(asked))
    .map(({ contest, asked }) => {
      const { what, of, least, most, value } = asked;
      const bound = least === undefined ? `≤ ${most}` : `≥ ${least}`;
      return `NOT MET by ${titleOf(contest)}: ${what} (${of}): asked ${bound}, was ${short(value)}`;
    });
  return all.length === 0 ? [] : [`${all.length - missed.length} of ${all.length} numbers asked are met`, ...missed];
}
