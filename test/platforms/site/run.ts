import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { buildPlayground, OUT } from "../../../playground/build.js";
import { panels } from "../../../playground/src/panels.js";
import { axeFinds } from "./access.js";
import { digits } from "./digits.js";
import { fit } from "./fit.js";
import { marks } from "./marks.js";
import { own } from "./own.js";
import { medianFrame } from "./pace.js";
import { paints, readSite } from "./pages.js";
import { takePictures } from "./pictures.js";
import { readmes } from "./readme.js";
import { shell } from "./shell.js";
import { speed } from "./speed.js";
import { surfaces } from "./surfaces.js";
import { visit, type EngineName, type Serving, type Visitor } from "./visitor.js";

const HELP = `npm run test:site -- [options]

Builds the playground and drives each of its panels in Chromium and Firefox. Looks at the pages of the site, which
npm run docs:build makes.

  --only NAME   Chromium or Firefox
  --pictures    writes docs/images instead
  --help        this text`;

/** Compressed bytes of all but the digits, by gzip without the panels below; milliseconds of a frame. */
const MOST_BYTES = 150_000;
/** What is loaded where it is opened: by what its files are told, and the most compressed bytes. */
const OF_PANELS = [
  { name: "Fit", has: "leastSquares", most: 30_000 },
  { name: "Own rule", has: "RuleError", most: 15_000 },
];
const MOST_FRAME = 17;

const { values } = parseArgs({
  options: { only: { type: "string" }, pictures: { type: "boolean" }, help: { type: "boolean" } },
});
if (values.help) console.log(HELP);
else {
  await buildPlayground();
  process.exitCode = values.pictures ? await pictures() : await main(values.only);
}

async function pictures(): Promise<number> {
  return told(await along("Chromium", {}, async (visitor) => (await takePictures(visitor), [])));
}

/** Most of the time pages wait, so what is not timed goes on in all browsers at once; what is timed has the machine alone. */
async function main(only: string | undefined): Promise<number> {
  const engines = (["Chromium", "Firefox"] as const).filter((engine) => only === undefined || only === engine);
  const failures = [...weight(), ...marks()];
  const walks = engines.flatMap((engine) => [
    along(engine, {}, walk),
    along(engine, { wasm: false, isolated: false }, withoutWasm),
  ]);
  if (engines.includes("Chromium")) walks.push(readmes(), readSite());
  failures.push(...(await timed("Driving all pages", Promise.all(walks))).flat());
  for (const engine of engines) failures.push(...(await timed(engine, along(engine, {}, measures))));
  if (engines.includes("Chromium")) failures.push(...(await timed("First paints", paints())));
  return told(failures);
}

async function timed<T>(what: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return result;
}

function told(failures: readonly string[]): number {
  for (const failure of failures) console.error(failure);
  console.log(failures.length === 0 ? "Playground and site are as they should be" : `${failures.length} failures`);
  return failures.length === 0 ? 0 : 1;
}

/** Opens a browser, does this, and adds what the page complained of. */
async function along(
  engine: EngineName,
  serving: Serving,
  work: (visitor: Visitor) => Promise<string[]>,
): Promise<string[]> {
  const visitor = await visit(engine, serving);
  try {
    const found = await work(visitor);
    return [...found, ...visitor.problems.map((problem) => `${engine}: ${problem}`)];
  } catch (error) {
    return [`${engine}: ${String(error)}`, ...visitor.problems.map((problem) => `${engine}: ${problem}`)];
  } finally {
    await visitor.close();
  }
}

/** What a person does who looks at all, at two widths. */
async function walk(visitor: Visitor): Promise<string[]> {
  const { engine, page } = visitor;
  await page.setViewport({ width: 1280, height: 900 });
  const failures = [...(await shell(visitor)), ...(await surfaces(visitor))];
  failures.push(...(await axeFinds(visitor, "surfaces")));
  failures.push(...(await fit(visitor)), ...(await axeFinds(visitor, "fit")));
  failures.push(...(await own(visitor)), ...(await axeFinds(visitor, "own")));
  await page.setViewport({ width: 360, height: 740 });
  for (const { id } of panels) {
    await visitor.open(`#${id}?lang=ko&theme=dark`);
    const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    if (wide > 360) failures.push(`${engine}, ${id}: ${wide} pixels wide on a screen of 360`);
    failures.push(...(await axeFinds(visitor, `${id}, dark, at 360`)));
  }
  return failures;
}

/** What is to be done within a time. */
async function measures(visitor: Visitor): Promise<string[]> {
  const { engine, page } = visitor;
  await page.setViewport({ width: 1280, height: 900 });
  const trained = await digits(visitor, true);
  const failures = [...trained.wrong, ...(await axeFinds(visitor, "digits"))];
  const measured = await speed(visitor, true);
  failures.push(...measured.wrong, ...(await axeFinds(visitor, "speed")));
  const frame = await medianFrame(visitor);
  console.log(`${engine}: ${trained.told}\n${engine}: ${measured.told}`);
  console.log(`${engine}: a frame with all optimizers takes ${frame.toFixed(1)} ms, the median`);
  if (engine === "Chromium" && frame > MOST_FRAME) failures.push(`a frame takes ${frame.toFixed(1)} ms`);
  return failures;
}

/** Under a policy that forbids WebAssembly, and not isolated. */
async function withoutWasm(visitor: Visitor): Promise<string[]> {
  await visitor.page.setViewport({ width: 1280, height: 900 });
  const failures = [...(await surfaces(visitor, "js")), ...(await own(visitor, "js")), ...(await fit(visitor))];
  if (visitor.engine === "Chromium") failures.push(...(await digits(visitor, false)).wrong);
  return failures.map((each) => `without WebAssembly: ${each}`);
}

/** The compressed sizes of all but the digits, and by gzip of the panels that bring much. */
function weight(): string[] {
  const names = readdirSync(OUT).filter((each) => !/\.(map|bin)$/.test(each));
  const contents = names.map((file) => readFileSync(join(OUT, file)));
  const bytes = (some: readonly Buffer[], pack: (content: Buffer) => Buffer): number =>
    some.reduce((sum, content) => sum + pack(content).length, 0);
  const panelOf = (content: Buffer) => OF_PANELS.find(({ has }) => content.includes(has));
  const all = bytes(
    contents.filter((content) => panelOf(content)?.name !== "Own rule"),
    brotliCompressSync,
  );
  const rest = bytes(
    contents.filter((content) => panelOf(content) === undefined),
    gzipSync,
  );
  const loaded = OF_PANELS.map((panel) => {
    const files = contents.filter((content) => panelOf(content) === panel);
    return { ...panel, size: bytes(files, gzipSync) };
  });
  const kB = (size: number): string => `${(size / 1000).toFixed(1)} kB`;
  const ofPanels = loaded.map(({ name, size }) => `${kB(size)} for ${name}`).join(", ");
  console.log(
    `Without its digits the playground has ${kB(all)} by Brotli, but for Own rule; by gzip ${kB(rest)}, ${ofPanels}`,
  );
  return [
    ...(Math.max(all, rest) > MOST_BYTES
      ? [`the playground has ${all} bytes by Brotli, ${rest} by gzip without those panels`]
      : []),
    ...loaded.flatMap(({ name, most, size }) =>
      size > most || size === 0 ? [`the panel ${name} has ${size} bytes`] : [],
    ),
  ];
}
