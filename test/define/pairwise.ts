import { generator } from "../support.js";

type Factors = Readonly<Record<string, readonly unknown[]>>;
type Choice<All extends Factors> = { readonly [Name in keyof All]: All[Name][number] };

/** So many tries to complete two values before they are taken for such as may not stand together. */
const TRIES = 40;

/** Choices of a value for each factor, among which every two values stand together that may; few, not the fewest. */
export function pairwise<const All extends Factors>(
  factors: All,
  mayBe: (choice: Choice<All>) => boolean,
  seed: number,
): Choice<All>[] {
  const random = generator(seed);
  const names = Object.keys(factors);
  const open = new Set(
    names.flatMap((a, k) =>
      names.slice(k + 1).flatMap((b) => factors[a].flatMap((_, i) => factors[b].map((__, j) => pair(a, i, b, j)))),
    ),
  );
  const chosen: Choice<All>[] = [];
  while (open.size > 0) {
    const [wanted] = open;
    const [a, i, b, j] = wanted.split("\t");
    let best: { row: Record<string, number>; pairs: string[] } | undefined;
    for (let k = 0; k < TRIES; k++) {
      const row = Object.fromEntries(names.map((name) => [name, Math.floor(random() * factors[name].length)]));
      Object.assign(row, { [a]: Number(i), [b]: Number(j) });
      if (!mayBe(valuesOf(row))) continue;
      const pairs = pairsOf(row).filter((each) => open.has(each));
      if (!best || pairs.length > best.pairs.length) best = { row, pairs };
    }
    open.delete(wanted);
    if (!best) continue;
    for (const each of best.pairs) open.delete(each);
    chosen.push(valuesOf(best.row));
  }
  return chosen;

  function valuesOf(row: Readonly<Record<string, number>>): Choice<All> {
    return Object.fromEntries(names.map((name) => [name, factors[name][row[name]]])) as Choice<All>;
  }

  function pairsOf(row: Readonly<Record<string, number>>): string[] {
    return names.flatMap((a, k) => names.slice(k + 1).map((b) => pair(a, row[a], b, row[b])));
  }
}

function pair(a: string, i: number, b: string, j: number): string {
  return [a, i, b, j].join("\t");
}
