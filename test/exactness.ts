import { readFileSync, writeFileSync } from "node:fs";
import { catalog, type Row } from "./catalog.js";
import { matched, muonApart, type Matched } from "./matrices/exactness.js";
import { largestOf, play, readFixture, type Case, type Expected, type Numbers } from "./oracle.js";

/*
 * Writes docs/exactness.md from the fixtures; with --check it only says whether the page is up to date.
 */

const HEAD = `| optimizer | options | source | parameters, f32 | state, f32 | parameters, f64 | state, f64 |
|---|---|---|---|---|---|---|`;
const PAGE = new URL("../docs/exactness.md", import.meta.url);

if (process.argv[1]?.includes("exactness")) {
  const text = page();
  if (!process.argv.includes("--check")) writeFileSync(PAGE, text);
  else if (readFileSync(PAGE, "utf8") !== text) {
    console.error("docs/exactness.md is not up to date: npm run exactness");
    process.exitCode = 1;
  }
}

export function page(): string {
  const lines = catalog.flatMap((row) => {
    const { cases, ...versions } = readFixture(row.name);
    const all = cases.filter((each, k) => cases.findIndex((other) => alike(each, other)) === k);
    return all.map((first) =>
      line(
        row,
        cases.filter((each) => alike(each, first)),
        versions,
      ),
    );
  });
  const { first, last } = muonApart();
  const of = (share: number): string => `${share.toPrecision(2)} of the rate`;
  return `# How exact each optimizer is

How far the parameters and the state of each are from those of its source.
Written by \`npm run exactness\` from \`test/fixtures\`: 60 steps of 20 numbers, with gradients that change sign, zeros, subnormal
numbers and up to 1e25. A figure is the largest deviation of a number after steps 1, 2, 3, 7, 20 and 60, relative to the
largest that the same number has been, or to the least normal number; "bits" says that every bit is the same. In float32 the source runs in float32 too, so
both have their own rounding. Both backends, all engines and any number of threads give the same bits, so one column serves
for all.

${HEAD}
${lines.join("\n")}

## Matrices

60 steps of matrices and, for those that take them, vectors. Here a figure is relative to the largest number that the array
has had after steps 1, 2, 7 and 60, as an element that comes out of a product is as exact as the largest it is made of. The
sources add up in other orders; of SOAP's bases and what is in them the signs are left open, and its float32 has eigenvalues of
1e-7 times the largest, whose direction it does not know.

${HEAD}
${ofMatrices().join("\n")}

PyTorch's own Muon iterates in bfloat16, of 8 bits, and is followed loosely: no parameter is further from it than ${of(first)}
after one step and ${of(last)} after 60.
`;
}

function ofMatrices(): string[] {
  const all = matched();
  const firsts = all.filter((each, k) => all.findIndex((other) => alikeIn(each, other)) === k);
  return firsts.map((first) => {
    const [single, double] = (["f32", "f64"] as const).map((element) => {
      const found = all.find((each) => each.of.element === element && alikeIn(each, first));
      return found ? [shown(found.params), shown(found.state)] : ["–", "–"];
    });
    const { title, of } = first;
    return `| ${[title, spelt(of), of.source, ...single, ...double].join(" | ")} |`;
  });
}

function alikeIn(a: Matched, b: Matched): boolean {
  return a.title === b.title && alike(a.of, b.of);
}

/** Whether both are one run, in two types. */
function alike(a: Case, b: Case): boolean {
  const [one, other] = [a, b].map(({ source, options, problem }) => JSON.stringify([source, options, problem]));
  return one === other;
}

function line(row: Row, own: readonly Case[], versions: Readonly<Record<string, unknown>>): string {
  const [single, double] = (["f32", "f64"] as const).map((element) => {
    const found = own.find((each) => each.element === element);
    return found ? deviations(row, found) : { params: "–", state: "–" };
  });
  const source = own[0].source ?? `NumPy ${String(versions.numpy)}, by the source's formulas`;
  const cells = [`${row.create().constructor.name}${row.of ? ` (${row.name})` : ""}`, spelt(own[0]), source];
  return `| ${[...cells, single.params, single.state, double.params, double.state].join(" | ")} |`;
}

/** A case's options, and its problem where it has one of its own. */
function spelt({ options, problem }: Case): string {
  const all = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  if (problem) all.push(`(${problem})`);
  return all.join(", ") || "defaults";
}

function deviations(row: Row, played: Case): { params: string; state: string } {
  const { element, after } = played;
  const run = play(row, played);
  const least = element === "f32" ? 2 ** -126 : 2 ** -1022;
  let params = 0;
  const state = row.slots.map(() => 0);
  for (const [step, expected] of Object.entries(after)) {
    const now = run[Number(step)];
    params = Math.max(
      params,
      furthest(now.params, expected.params, after, (kept) => kept.params, least),
    );
    row.slots.forEach((slot, k) => {
      const found = furthest(now.state[slot], expected.state[slot], after, (kept) => kept.state[slot], least);
      state[k] = Math.max(state[k], found);
    });
  }
  return { params: shown(params), state: row.slots.length === 0 ? "–" : shown(Math.max(...state)) };
}

function furthest(
  actual: Numbers,
  expected: Expected,
  after: Case["after"],
  of: (kept: Case["after"][string]) => Expected,
  least: number,
): number {
  const each = Object.keys(expected).flatMap((name) =>
    expected[name].map((value, i) => {
      if (value === null || Object.is(actual[name][i], value) || Number.isNaN(value)) return 0;
      return Math.abs(actual[name][i] - value) / Math.max(largestOf(after, of, name, i), least);
    }),
  );
  return Math.max(...each);
}

function shown(deviation: number): string {
  return deviation === 0 ? "bits" : deviation.toExponential(1);
}
