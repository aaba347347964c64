// Writes measured figures between the markers of the README and of pages in docs.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { benchTable } from "./readme/bench.mjs";
import { defineTable } from "./readme/define.mjs";
import { fastTable } from "./readme/fast.mjs";
import { fitTable } from "./readme/fit.mjs";
import { platformTable } from "./readme/platforms.mjs";
import { sizeTable } from "./readme/sizes.mjs";
import { smallStateTables } from "./readme/small-state.mjs";
import { sizes } from "./sizes.mjs";

const HELP = `node scripts/readme.mjs [--check]

Replaces what stands between the markers of README.md, README.ko.md, and docs/speed.md, fitting.md, own-rules.md,
platforms.md and small-state.md with the last results of the benches and of the platform checks, and with the sizes of the build.

  --check   writes nothing; exit code 1 if a file is not up to date
  --help    this text`;

const PLACES = {
  "README.md": ["fast", "sizes"],
  "README.ko.md": ["fast:ko", "sizes:ko"],
  "docs/speed.md": ["bench", "sizes"],
  "docs/own-rules.md": ["define"],
  "docs/fitting.md": ["fit"],
  "docs/platforms.md": ["platforms"],
  "docs/small-state.md": ["small-state"],
};

const { check } = readArguments(process.argv.slice(2));
const results = (name) => JSON.parse(read(`bench/results/${name}.json`));
const [bench, peers, native] = ["latest", "peers", "native"].map(results);
const weights = await sizes();
const inLanguage = (language, ending) => ({
  [`fast${ending}`]: fastTable({ bench, peers, native }, language),
  [`sizes${ending}`]: sizeTable(weights, results("startup"), language),
});
const tables = {
  bench: benchTable(bench),
  define: defineTable(results("define")),
  fit: fitTable(results("fit")),
  platforms: platformTable(JSON.parse(read("test/platforms/results/latest.json"))),
  "small-state": smallStateTables(results("rules"), results("small-state")),
  ...inLanguage("en", ""),
  ...inLanguage("ko", ":ko"),
};
for (const [file, names] of Object.entries(PLACES)) {
  const before = read(file);
  const after = names.reduce((text, name) => withSection(file, text, name), before);
  if (check && after !== before) fail(1, `${file} is not up to date: npm run readme`);
  if (!check) writeFileSync(place(file), after);
}

function withSection(file, text, name) {
  const [opening, closing] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const begin = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (begin < 0 || end < begin) fail(1, `${file} must have a line ${opening} and after it a line ${closing}`);
  return `${text.slice(0, begin + opening.length)}\n${tables[name]}\n${text.slice(end)}`;
}

function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { check: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    return values;
  } catch (error) {
    return fail(2, error.message.split(". ")[0]);
  }
}

function place(file) {
  return new URL(`../${file}`, import.meta.url);
}

function read(file) {
  try {
    return readFileSync(place(file), "utf8");
  } catch (error) {
    return fail(1, `cannot read ${file} (${error.code})`);
  }
}

function fail(code, message) {
  console.error(`readme: ${message}`);
  process.exit(code);
}
