// One step against what a user would take instead, and where it loses, as a table.
import { rivalsOf } from "./rivals.mjs";

const SIZES = ["1e3", "1e5", "1e7"];

export function fastTable({ bench, peers, native }) {
  const sections = { ...bench.sections, ...peers.sections, ...native.sections };
  const machines = new Map([bench, peers, native].flatMap((run) => Object.values(run.sections).map((s) => [s, run])));
  const optimizer = peers.sections.peers.toSorted((a, b) => count(b) - count(a))[0].optimizer;
  const rows = rivalsOf(sections).map(({ label, contests, ratio }) => {
    const cells = SIZES.map((size) => {
      const found = find(contests, optimizer, size);
      const value = found && ratio(found);
      return value === undefined ? "–" : times(value);
    });
    return [label, ...cells, machines.get(contests).machine.cpu];
  });
  const head = [`a step of ${optimizer}`, ...SIZES.map((size) => `n = ${size}`), "machine"];
  const small = bench.sections.javascript.filter(({ element, label }) => element === "f32" && label === "16");
  return [head, ["---", ...SIZES.map(() => "---:"), "---"], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .concat(
      "",
      "How many times longer they take than here on allocated float32 arrays; below 1× they are faster. By hand: the fastest of",
      `several loops. On 16 numbers that takes ${range(small, "ratioAllocated")} as long as here, and on your own arrays ` +
        `${range(small, "ratioCaller")}.`,
    )
    .join("\n");
}

function count({ times: measured }) {
  return Object.keys(measured).length;
}

function find(contests, optimizer, size) {
  return contests.find((one) => one.optimizer === optimizer && one.element === "f32" && one.label === size);
}

function range(cells, name) {
  const ratios = cells.map(({ figures }) => figures[name]);
  return `${times(Math.min(...ratios))} to ${times(Math.max(...ratios))}`;
}

function times(ratio) {
  return `${ratio.toFixed(ratio < 1 ? 2 : ratio < 10 ? 1 : 0)}×`;
}
