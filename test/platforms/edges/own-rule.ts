import { cpSync, existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.js";
import { execute, notInstalled } from "../installed.js";
import { ROOT, type Project } from "../project.js";
import { published } from "./conformance.js";
import { fetchJson } from "./serving.js";
import { whileWorking, workerdVersion } from "./workerd.js";

/** A rule as text, and compiled by the command: an optimizer of each that is made at start-up, and one in a request. */
const SERVICE = `import { Lion } from "optim-wasm";
import { defineOptimizer, positive } from "optim-wasm/define";
import { kernels } from "./lion.mjs";

const definition = {
  title: "Own",
  options: { lr: positive(0.0001) },
  scalars: ({ lr }) => ({ rate: -lr, keep1: 0.9, gain1: 1 - 0.9, keep2: 0.99, gain2: 1 - 0.99 }),
};
const rule = "const u = sign(keep1 * m + gain1 * g); m = keep2 * m + gain2 * g; return rate * u";
const Text = defineOptimizer({ ...definition, rule });
const Compiled = defineOptimizer({ ...definition, rule: kernels });
const early = { text: new Text(), compiled: new Compiled() };

function trained(optimizer) {
  const params = { w: Float32Array.from({ length: 9 }, (_, k) => k - 4), b: [1, -1] };
  for (let step = 0; step < 5; step++)
    optimizer.update(params, { w: params.w.map((value) => value - step), b: params.b.map((value) => value * step) });
  return [...params.w, ...params.b].join();
}

export default {
  fetch() {
    const all = { ...early, textLater: new Text(), compiledLater: new Compiled() };
    const wanted = trained(new Lion());
    const entries = Object.entries(all).map(([name, optimizer]) => [name, optimizer.backend]);
    const failures = Object.entries(all)
      .map(([name, optimizer]) => [name, trained(optimizer)])
      .filter(([, found]) => found !== wanted)
      .map(([name, found]) => name + ": " + found + ", expected " + wanted);
    return Response.json({ backends: Object.fromEntries(entries), failures });
  },
};
`;

interface Answer {
  readonly backends: Readonly<Record<string, string>>;
  readonly failures: readonly string[];
}

/** Nothing is compiled there: a rule's text runs by the js backend, with the same bits; a compiled one by wasm. */
export function ownRule(date: string): Check {
  return {
    name: `workerd, ${date}, own rule`,
    missing: () => notInstalled("workerd"),
    async run(project) {
      const folder = project.workspace(`own rule ${date}`);
      await compileLion(project, folder);
      writeFileSync(join(folder, "service.js"), SERVICE);
      const modules = {
        "service.js": join(folder, "service.js"),
        "lion.mjs": join(folder, "lion.mjs"),
        ...Object.fromEntries(
          ["f32", "f64"].map((type) => [`lion.${type}.wasm?module`, join(folder, `lion.${type}.wasm`)]),
        ),
        ...published(project, folder, "workerd"),
      };
      const { backends, failures } = await whileWorking(
        folder,
        { modules, date },
        async (origin) => (await fetchJson(origin)) as Answer,
      );
      const astray = Object.entries({ text: "js", textLater: "js", compiled: "wasm", compiledLater: "wasm" })
        .filter(([name, backend]) => backends[name] !== backend)
        .map(([name, backend]) => `${name} runs on ${backends[name]}, expected ${backend}`);
      return { version: await workerdVersion(), backend: backends.compiled, failures: [...failures, ...astray] };
    },
  };
}

/** By the installed package's command, with the compiler beside it. */
async function compileLion(project: Project, folder: string): Promise<void> {
  const compiler = join(project.folder, "node_modules/assemblyscript");
  if (!existsSync(compiler)) symlinkSync(join(ROOT, "node_modules/assemblyscript"), compiler, "junction");
  cpSync(join(ROOT, "assembly/lion.ts"), join(folder, "lion.ts"));
  const command = join(project.folder, "node_modules/.bin/optim-wasm");
  await execute(process.execPath, [command, "compile", "lion.ts", "-o", "lion.mjs", "--edge"], folder);
}
