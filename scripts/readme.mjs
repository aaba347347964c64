// Writes measured figures between the markers of the README.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { benchTable } from "./readme/bench.mjs";
import { platformTable } from "./readme/platforms.mjs";
import { sizeTable } from "./readme/sizes.mjs";
import { sizes } from "./sizes.mjs";

const HELP = `node scripts/readme.mjs [FILE] [--check]

Replaces what stands between the markers of FILE (README.md) with the last results of the bench, of the start-up
bench and of the platform checks, and with the sizes of the build.

  --check   writes nothing; exit code 1 if FILE is not up to date
  --help    this text`;

const README = new URL("../README.md", import.meta.url);
const result = (path) => JSON.parse(read(new URL(`../${path}`, import.meta.url)));

const { file, check } = readArguments(process.argv.slice(2));
const before = read(file);
const after = [
  ["bench", benchTable(result("bench/results/latest.json"))],
  ["sizes", sizeTable(await sizes(), result("bench/results/startup.json"))],
  ["platforms", platformTable(result("test/platforms/results/latest.json"))],
].reduce((text, [name, table]) => withSection(text, name, table), before);
if (check && after !== before) fail(1, `${shown(file)} is not up to date: npm run readme`);
if (!check) writeFileSync(file, after);

function withSection(text, name, table) {
  const [opening, closing] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const begin = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (begin < 0 || end < begin) fail(1, `${shown(file)} must have a line ${opening} and after it a line ${closing}`);
  return `${text.slice(0, begin + opening.length)}\n${table}\n${text.slice(end)}`;
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
  return path instanceof URL ? path.pathname.split("/").slice(-3).join("/") : path;
}

function fail(code, message) {
  console.error(`readme: ${message}`);
  process.exit(code);
}
