import { readFileSync } from "node:fs";
import { short } from "../harness/text.js";
import { costOf, exchangesOf, KINDS, worthwhileFrom } from "./model.js";
import { networksOf, NETWORKS, SIZES } from "./networks.js";
import { farOf, pointsOf } from "./points.js";
import { constantsOf, type Results } from "./results.js";
import { sizeOf } from "./text.js";
import { ALL_REDUCE, ALONE } from "./ways.js";

const TEMPLATE = new URL("cost.md", import.meta.url);
/** The size of the tables that have one. */
const N = 1e7;
const SHOWN = [1, 2, 4, 16, 64, 256, 1000];
const MILLI = 1000;

/** docs/distributed-cost.md: the prose beside this, with the figures. */
export function pageOf(results: Results): string {
  const values: Readonly<Record<string, string>> = { ...words(results), ...tables(results) };
  return readFileSync(TEMPLATE, "utf8").replaceAll(/\{(\w+)\}/g, (_, place: string) => values[place]);
}

function words(results: Results): Record<string, string> {
  const { date, machine, mpi } = results;
  const { alpha, bandwidth, sum, update } = constantsOf(results, ALONE);
  const [slow, fast] = networksOf(results);
  const far = (network: typeof slow, p: number) => short(MILLI * costOf("Sharded", p, N, network).all);
  return {
    machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, Open MPI ${mpi}, ${date}`,
    alpha: short(alpha * 1e6),
    bandwidth: short(bandwidth / 1e9),
    sum: short(sum * 1e9),
    update: short(update * 1e9),
    n: sizeOf(N),
    slow16: far(slow, 16),
    slow1000: far(slow, 1000),
    fast16: far(fast, 16),
    fast1000: far(fast, 1000),
    single: short(MILLI * N * update),
    farthest: short(Math.max(...pointsOf(results).map((point) => Math.max(farOf(point), 1 / farOf(point))))),
  };
}

function tables(results: Results): Record<string, string> {
  const networks = networksOf(results);
  const ms = (seconds: number) => (seconds < 1e-4 ? (MILLI * seconds).toPrecision(2) : short(MILLI * seconds));
  const step = SHOWN.map((p) => [
    String(p),
    ...networks.flatMap((network) => KINDS.map((kind) => ms(costOf(kind, p, N, network).all))),
    short((8 * N) / p / 1e6),
  ]);
  const parts = [16, 128, 1000].flatMap((p) =>
    networks.map((network) => {
      const { messages, bytes, sum, update } = costOf("Sharded", p, N, network);
      return [String(p), network.name, String(exchangesOf(p, N)), ...[messages, bytes, sum, update].map(ms)];
    }),
  );
  const worth = SIZES.flatMap((n) =>
    networks.map((network) => [
      sizeOf(n),
      network.name,
      ...[2, 16, 128, 1000].map((p) => ms(worthwhileFrom("Sharded", p, n, network))),
    ]),
  );
  const points = pointsOf(results).map((point) => {
    const { kind, n, measured, model, load } = point;
    return [`\`${kind}\``, sizeOf(n), short(measured), short(model), `${short(load)}×`, `${short(farOf(point))}×`];
  });
  const named = NETWORKS.flatMap(({ name }) => KINDS.map((kind) => `${kind}, ${name}`));
  return {
    step: table(["ranks", ...named, "state of a shard, MB"], step),
    parts: table(["ranks", "network", "exchanges", "messages", "bytes", "sum", "update"], parts),
    worth: table(["elements", "network", ...[2, 16, 128, 1000].map((p) => `${p} ranks`)], worth),
    points: table(["", "elements", "measured, ms", "model, ms", "update alone", "measured over both"], points),
    contests: table(["", ...results.contests.map(({ n }) => sizeOf(n))], contests(results)),
    links: table(["engine", "an exchange, µs", "64 kB", "1 MB", "16 MB"], links(results)),
  };
}

function contests(all: Results): string[][] {
  return Object.keys(all.contests[0].ways).map((name) => [
    name === ALONE ? name : name.startsWith("MPI") ? `${name}, update` : `\`${name}\``,
    ...all.contests.map(({ ways }) => {
      if (!(name in ways)) return "–";
      const { least, median } = ways[name];
      return `${short(least)} (${short(median)}), ${(least / ways[ALL_REDUCE].least).toFixed(2)}×`;
    }),
  ]);
}

function links(all: Results): string[][] {
  return Object.entries(all.links).map(([name, { exchange, bandwidth }]) => [
    `\`/${name}\``,
    `${exchange.least} (${exchange.median})`,
    ...Object.values(bandwidth).map(({ most, median }) => `${most} (${median})`),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
