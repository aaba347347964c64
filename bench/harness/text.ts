import { keeps, titleOf, type Column, type Contest, type Section, type Table } from "./case.js";
import type { Spread } from "./measure.js";

/** Whose case it is. */
export const NAMED: readonly Column[] = [
  ["optimizer", ({ optimizer }) => optimizer],
  ["type", ({ element }) => element],
  ["n", ({ label }) => label],
];

export function perElement(name: string): Column[1] {
  return (contest) => (name in contest.times ? (contest.times[name].median / contest.n).toPrecision(3) : "");
}

export function figure(name: string, text: (value: number) => string = times): Column[1] {
  return ({ figures }) => (name in figures ? text(figures[name]) : "");
}

export function short(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

export function times(ratio: number): string {
  return `${short(ratio)}×`;
}

export function written(ratio: Spread): string {
  return `${times(ratio.median)} (${short(ratio.low)}–${short(ratio.high)})`;
}

/** A section's columns on one line, as each case comes. */
export function terminal({ tables }: Section): { header: string; line: (contest: Contest) => string } {
  const columns = new Map(tables.flatMap((table) => table.columns));
  const everyone = (contest: Contest) => Object.keys(contest.times).map((name) => `${name} ${cell(contest, name, written)}`).join("; ");
  const line = (text: (column: Column) => string, last: string) =>
    [...[...columns].map((column) => text(column).padStart(Math.max(column[0].length, 7))), last].join("  ").trimEnd();
  const about = tables.map(({ title, text }) => `${title}: ${text}`).join("\n");
  const last = (contest: Contest) => (tables.some((table) => table.everyone) ? everyone(contest) : "");
  return { header: `\n${about}\n\n${line(([title]) => title, "")}`, line: (contest) => line(([, text]) => text(contest), last(contest)) };
}

function cell({ times: taken, ratios, skipped }: Contest, name: string, text: (ratio: Spread) => string): string {
  if (skipped.includes(name)) return "–";
  return name in ratios ? text(ratios[name]) : name in taken ? `${short(taken[name].median)} ns` : "";
}

/** A table in Markdown; columns that are empty in all rows are left out. */
export function markdown({ title, text, columns, everyone, rows = () => true }: Table, contests: readonly Contest[]): string {
  const shown = contests.filter(rows);
  const names = everyone ? [...new Set(shown.flatMap(({ times: taken, skipped }) => [...Object.keys(taken), ...skipped]))] : [];
  const all = [...columns, ...names.map((name): Column => [name, (contest) => cell(contest, name, ({ median }) => times(median))])];
  const filled = all.filter(([, of]) => shown.some((contest) => of(contest) !== ""));
  const lines = [filled.map(([head]) => head), filled.map(() => "---"), ...shown.map((contest) => filled.map(([, of]) => of(contest)))];
  return `## ${title}\n\n${text}\n\n${lines.map((line) => `| ${line.join(" | ")} |`).join("\n")}`;
}

/** Where someone else is faster: a line for each, by type and size. */
export function losses({ rivals = () => ({}) }: Section, contests: readonly Contest[]): string[] {
  const lost = new Map<string, Map<string, string[]>>();
  for (const contest of contests) {
    for (const [name, ratio = 1] of Object.entries(rivals(contest)).filter(([, share = 1]) => share < 0.995)) {
      const [places, place] = [lost.get(name) ?? new Map<string, string[]>(), `${contest.element} ${contest.label}`];
      lost.set(name, places.set(place, [...(places.get(place) ?? []), `${contest.optimizer} ${ratio.toFixed(2)}`]));
    }
  }
  return [...lost].map(([name, places]) => `${name}: ${[...places].map(([place, all]) => `${place}: ${all.join(", ")}`).join("; ")}`);
}

/** A line for each number asked: each optimizer's worst value, and where. */
export function verdicts(contests: readonly Contest[]): string[] {
  const all = new Map<string, Map<string, { by: number; text: string; kept: boolean }>>();
  for (const contest of contests) {
    for (const asked of contest.asked) {
      const { what, least, most = Infinity, value } = asked;
      const key = `${what}: asked ${least === undefined ? `≤ ${most}` : `≥ ${least}`}`;
      const by = least === undefined ? most / value : value / least;
      const worst = all.get(key) ?? new Map();
      all.set(key, worst);
      const text = `${what === contest.label ? contest.optimizer : titleOf(contest)} ${short(value)}`;
      if (!((worst.get(contest.optimizer)?.by ?? Infinity) < by)) worst.set(contest.optimizer, { by, text, kept: keeps(asked) });
    }
  }
  return [...all].map(([key, worst]) => {
    const list = (kept: boolean) => [...worst.values()].filter((one) => one.kept === kept).map(({ text }) => text).join(", ");
    return `${key}: ${[list(false) && `NOT MET by ${list(false)}`, list(true) && `met by ${list(true)}`].filter(Boolean).join("; ")}`;
  });
}
