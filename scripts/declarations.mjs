// Removes the declarations that no entry of the package reaches.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path/posix";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const reached = new Set();
const queue = Object.values(exports).flatMap(({ types }) => (types ? [join(".", types)] : []));
while (queue.length > 0) {
  const file = queue.pop();
  if (reached.has(file)) continue;
  reached.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)\.js"/g)) queue.push(join(dirname(file), `${path}.d.ts`));
}
for (const file of readdirSync("dist", { recursive: true }).map((each) => join("dist", each.replaceAll("\\", "/")))) {
  if (file.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
}
