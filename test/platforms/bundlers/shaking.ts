import { readFileSync } from "node:fs";
import type { Check } from "../check.js";
import { differently, HALF_A_STEP, modulesImported, OF_SGD, oneStep, publishedNames } from "../edges/sgd.js";
import { versionOf } from "../installed.js";
import { rows } from "../project.js";
import { missing } from "./conformance.js";
import { entryIn, type Tool } from "./tools.js";

const TITLES = [...new Set(rows.map(({ title }) => title))];
const ALONE = oneStep("SGD", "console.log(JSON.stringify(params));");
const ALL = `import * as all from "optim-wasm";
import * as distributed from "optim-wasm/distributed";
import * as define from "optim-wasm/define";
import * as fit from "optim-wasm/fit";

console.log(Object.keys(globalThis.all = { ...define, ...fit, ...distributed, ...all }).length);
`;
/** What a rule's reader says of one that is none. */
const OF_DEFINE = "a rule declares, assigns, and returns once";

/** A bundle of SGD alone holds no other optimizer and nothing of rules of one's own, works, and is where the others' titles would be seen. */
export function shakes(tool: Tool): Check {
  const name = `${tool.name}, only SGD`;
  return {
    name,
    missing: () => missing(tool.module),
    async run(project) {
      const bundled = (source: string) => tool.bundle(entryIn(project.workspace(`${name} ${source.length}`), source));
      const bundle = await bundled(ALONE);
      const everything = await bundled(ALL);
      const [kept, known] = [titlesIn(bundle), titlesIn(everything)];
      const holdsDefine = [bundle, everything].map((file) => readFileSync(file, "utf8").includes(OF_DEFINE));
      const printed = await tool.run(bundle, project);
      const failures = [
        ...(kept.join() === "SGD" ? [] : [`the bundle of SGD holds ${kept.join(", ")}`]),
        ...(known.join() === TITLES.join() ? [] : [`the bundle of everything shows only ${known.join(", ")}`]),
        ...(holdsDefine.join() === "false,true" ? [] : [`rules of one's own in SGD's, and all: ${holdsDefine.join()}`]),
        ...(printed === HALF_A_STEP ? [] : [`it printed ${printed}, expected ${HALF_A_STEP}`]),
        ...(tool.edge ? differently(modulesImported(bundle), OF_SGD) : []),
        ...(tool.edge ? differently(modulesImported(everything), publishedNames(project)) : []),
      ];
      return { version: versionOf(tool.module), backend: "–", failures };
    },
  };
}

function titlesIn(bundle: string): string[] {
  const text = readFileSync(bundle, "utf8");
  return TITLES.filter((title) => new RegExp(`["'\`]${title}["'\`]`).test(text));
}
