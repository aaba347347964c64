import { readFileSync } from "node:fs";
import type { Check } from "../check.js";
import { versionOf } from "../installed.js";
import { rows } from "../project.js";
import { missing } from "./conformance.js";
import { entryIn, type Tool } from "./tools.js";

const TITLES = [...new Set(rows.map(({ title }) => title))];
const HALF_A_STEP = '{"x":[0.5,1.5,2.5]}';

const uses = (title: string): string => `import { ${title} } from "optim-wasm";

const params = { x: [1, 2, 3] };
new ${title}({ lr: 0.5 }).update(params, { x: [1, 1, 1] });
console.log(JSON.stringify(params));
`;

/** A bundle of SGD alone holds no other optimizer, works, and is where the others' titles would be seen. */
export function shakes(tool: Tool): Check {
  const name = `${tool.name}, only SGD`;
  return {
    name,
    missing: () => missing(tool.module),
    async run(project) {
      const bundled = (source: string) => tool.bundle(entryIn(project.workspace(`${name} ${source.length}`), source));
      const bundle = bundled(uses("SGD"));
      const everything = bundled(`import * as all from "optim-wasm";\n\nconsole.log(Object.keys(globalThis.all = all).length);\n`);
      const [kept, known] = [titlesIn(bundle), titlesIn(everything)];
      const printed = await tool.run(bundle);
      const failures = [
        ...(kept.join() === "SGD" ? [] : [`the bundle of SGD holds ${kept.join(", ")}`]),
        ...(known.join() === TITLES.join() ? [] : [`the bundle of everything shows only ${known.join(", ")}`]),
        ...(printed === HALF_A_STEP ? [] : [`it printed ${printed}, expected ${HALF_A_STEP}`]),
      ];
      return { version: versionOf(tool.module), backend: "–", failures };
    },
  };
}

function titlesIn(bundle: string): string[] {
  const text = readFileSync(bundle, "utf8");
  return TITLES.filter((title) => new RegExp(`["'\`]${title}["'\`]`).test(text));
}
