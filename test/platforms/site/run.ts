import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { buildPlayground, OUT } from "../../../playground/build.js";
import { axeFinds } from "./access.js";
import { digits } from "./digits.js";
import { fit } from "./fit.js";
import { own } from "./own.js";
import { medianFrame } from "./pace.js";
import { takePictures } from "./pictures.js";
import { shell } from "./shell.js";
import { speed } from "./speed.js";
import { surfaces } from "./surfaces.js";
import { visit, type EngineName, type Serving, type Visitor } from "./visitor.js";

const HELP = `npm run test:site -- [options]

Builds the playground and drives each of its panels in Chromium and Firefox.

  --only NAME   Chromium or Firefox
  --pictures    writes docs/images instead
  --help        this text`;

/** Bytes of all but the digits and the panels below, compressed; of those, loaded where they are opened; milliseconds of a frame. */
const MOST_BYTES = 150_000;
const OF_PANELS = {
  Fit: { has: "leastSquares", most: 30_000 },
  "Own rule": { has: "RuleError", most: 15_000 },
} as const;
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

async function main(only: string | undefined): Promise<number> {
  const failures = weight();
  for (const engine of ["Chromium", "Firefox"] as const) {
    if (only !== undefined && only !== engine) continue;
    const start = performance.now();
    failures.push(...(await along(engine, {}, panels)));
    failures.push(...(await along(engine, { wasm: false, isolated: false }, withoutWasm)));
    console.log(`${engine}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return told(failures);
}

function told(failures: readonly string[]): number {
  for (const failure of failures) console.error(failure);
  console.log(failures.length === 0 ? "The playground is as it should be" : `${failures.length} failures`);
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

async function panels(visitor: Visitor): Promise<string[]> {
  const { engine, page } = visitor;
  await page.setViewport({ width: 1280, height: 900 });
  const failures = [...(await shell(visitor)), ...(await surfaces(visitor))];
  failures.push(...(await axeFinds(visitor, "surfaces")));
  const trained = await digits(visitor, true);
  failures.push(...(await axeFinds(visitor, "digits")));
  const measured = await speed(visitor, true);
  failures.push(...(await axeFinds(visitor, "speed")), ...trained.wrong, ...measured.wrong);
  console.log(`${engine}: ${trained.told}\n${engine}: ${measured.told}`);
  failures.push(...(await fit(visitor)), ...(await axeFinds(visitor, "fit")));
  failures.push(...(await own(visitor)), ...(await axeFinds(visitor, "own")));
  await page.setViewport({ width: 360, height: 740 });
  for (const panel of ["surfaces", "digits", "speed", "own", "fit"]) {
    await visitor.open(`#${panel}?lang=ko&theme=dark`);
    const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    if (wide > 360) failures.push(`${engine}, ${panel}: ${wide} pixels wide on a screen of 360`);
    failures.push(...(await axeFinds(visitor, `${panel}, dark, at 360`)));
  }
  await page.setViewport({ width: 1280, height: 900 });
  const frame = await medianFrame(visitor);
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

/** The compressed sizes of all but the digits, and of the panels that bring much. */
function weight(): string[] {
  const parts = Object.entries(OF_PANELS).map(([panel, { has, most }]) => ({ panel, has, most, bytes: 0 }));
  let bytes = 0;
  for (const file of readdirSync(OUT).filter((each) => !/\.(map|bin)$/.test(each))) {
    const content = readFileSync(join(OUT, file));
    const size = gzipSync(content).length;
    const part = parts.find(({ has }) => content.includes(has));
    if (part) part.bytes += size;
    else bytes += size;
  }
  const loaded = parts.map((part) => `${(part.bytes / 1000).toFixed(1)} for ${part.panel}`);
  console.log(
    `The playground has ${(bytes / 1000).toFixed(1)} kB without its digits, compressed, and ${loaded.join(", ")}`,
  );
  return [
    ...(bytes > MOST_BYTES ? [`the playground has ${bytes} bytes`] : []),
    ...parts.flatMap((part) =>
      part.bytes > part.most || part.bytes === 0 ? [`the panel ${part.panel} has ${part.bytes} bytes`] : [],
    ),
  ];
}
