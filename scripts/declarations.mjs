// Removes from dist what no entry of the package reaches: declarations, and modules for edge runtimes. The files for script
// tags stay.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path/posix";

const { exports, bin } = JSON.parse(readFileSync("package.json", "utf8"));
const reached = new Set(["dist/optim-wasm.min.js", "dist/optim-wasm.iife.min.js", ...Object.values(bin)]);
const queue = Object.values(exports).flatMap((target) => (typeof target === "string" ? [] : Object.values(target)));
for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
  file = join(file);
  if (reached.has(file)) continue;
  reached.add(file);
  if (file.endsWith(".wasm")) continue;
  const text = readFileSync(file, "utf8");
  for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"?]+)/g)) {
    const found = join(dirname(file), path);
    queue.push(file.endsWith(".d.ts") ? found.replace(/\.js$/, ".d.ts") : found);
  }
}
for (const each of readdirSync("dist", { recursive: true, withFileTypes: true })) {
  const file = join(each.parentPath.replaceAll("\\", "/"), each.name);
  if (each.isFile() && !file.startsWith("dist/compiler/") && !reached.has(file.replace(/\.map$/, ""))) rmSync(file);
}
