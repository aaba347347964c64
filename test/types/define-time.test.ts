import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ruleFiles } from "../define/rule-files.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("ten rules of one's own take the compiler less than 2 s more than the import alone, with their options and slots", () => {
  const head = 'import { defineOptimizer, positive } from "optim-wasm/define";\n';
  const all = ruleFiles.slice(0, 10).map(({ name, body, scalars, kernels: { slots } }, k) => {
    const given = scalars.map((scalar) => `${scalar}: lr`).join(", ");
    return `const C${k} = defineOptimizer({
  title: "${name}", options: { lr: positive(0.1) }, scalars: ({ lr }) => ({ ${given} }), rule: \`${body}\`,
});
const c${k} = new C${k}({ lr: 1, weightDecay: 0.1, groups: [{ match: /b/, lr: 0 }] });
${slots.map((slot) => `void c${k}.state.${slot}.w;`).join("\n")}
// @ts-expect-error
void c${k}.state.none;
`;
  });
  const long = `const Long = defineOptimizer({ title: "Long", options: { lr: positive(1) }, scalars: ({ lr }) => ({ rate: lr }), rule: \`
${Array.from({ length: 200 }, (_, k) => `  const x${k} = g * g // ${k}`).join("\n")}
  m = m + g
  return rate * m\` });
void new Long().state.m.w;
// @ts-expect-error
void new Long().state.x1;
`;
  // The better of two: others may be at work beside.
  const [alone, ten] = [head, head + all.join("") + long].map((text) => Math.min(took(text), took(text)));
  expect(ten - alone).toBeLessThan(2000);
});

/** Milliseconds that the compiler takes for such a file, in which it finds nothing wrong. */
function took(text: string): number {
  const folder = mkdtempSync(join(root, "build/time-"));
  try {
    const compilerOptions = { target: "es2022", module: "nodenext", strict: true, types: [], noEmit: true };
    writeFileSync(join(folder, "rules.ts"), text);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["rules.ts"] }));
    const begun = performance.now();
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
    return performance.now() - begun;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
