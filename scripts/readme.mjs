// Writes the figures of bench/results/latest.json between the markers of the README.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `node scripts/readme.mjs [FILE] [--check]

Replaces what stands between the bench markers of FILE (README.md) with the figures of bench/results/latest.json.

  --check   writes nothing; exit code 1 if FILE is not up to date
  --help    this text`;

const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";
const LATEST = new URL("../bench/results/latest.json", import.meta.url);
const README = new URL("../README.md", import.meta.url);

const { file, check } = readArguments(process.argv.slice(2));
const before = read(file);
const after = withFigures(before, figures(JSON.parse(read(LATEST))));
if (check && after !== before) fail(1, `${shown(file)} is not up to date: npm run bench:readme`);
if (!check) writeFileSync(file, after);

function withFigures(text, table) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) fail(1, `${shown(file)} must have a line ${BEGIN} and after it a line ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`;
}

function figures({ cells, machine, date, quick }) {
  const single = cells.filter(({ element }) => element === "f32");
  const labels = [...new Set(single.map(({ label }) => label))];
  const optimizers = [...new Set(single.map(({ optimizer }) => optimizer))];
  const cell = (optimizer, label) => {
    const { ratioAllocated, ratioCaller } = single.find((one) => one.optimizer === optimizer && one.label === label);
    return `${times(ratioAllocated)} / ${times(ratioCaller)}`;
  };
  return [
    ["allocated / caller's arrays", ...labels.map((label) => (label.includes("×") ? label : `n = ${label}`))],
    ["---", ...labels.map(() => "---:")],
    ...optimizers.map((optimizer) => [optimizer, ...labels.map((label) => cell(optimizer, label))]),
  ]
    .map((row) => `| ${row.join(" | ")} |`)
    .concat(
      "",
      "Loops over `Float64Array` compute in another precision, yet can be the fastest JavaScript there is. Against those,",
      `float32 on allocated arrays is ${doubles(single, (label) => /e/.test(label))} times as fast at n = 1e3 to 1e6, ` +
        `and ${doubles(single, (label) => label.includes("×"))} times on the map of 100 × 64.`,
      "",
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${date}${quick ? ", quick run" : ""}`,
    )
    .join("\n");
}

function doubles(cells, chosen) {
  const ratios = cells.filter(({ label }) => chosen(label)).map(({ ratioFloat64 }) => ratioFloat64);
  return `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
}

function times(ratio) {
  return `${ratio.toFixed(ratio < 1 ? 2 : ratio < 10 ? 1 : 0)}×`;
}

function readArguments(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { check: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    if (positionals.length > 1) fail(2, `takes one file, got ${positionals.join(" ")}`);
    return { file: positionals[0] ?? README, check: values.check };
  } catch (error) {
    return fail(2, error.message.split(". ")[0]);
  }
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return fail(1, `cannot read ${shown(path)} (${error.code})`);
  }
}

function shown(path) {
  return path instanceof URL ? path.pathname.split("/").slice(path === LATEST ? -3 : -1).join("/") : path;
}

function fail(code, message) {
  console.error(`readme: ${message}`);
  process.exit(code);
}
