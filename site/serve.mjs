// Serves the site while its pages are written: changes in docs show at once, those of doc comments after a new start.
import { cpSync, watch } from "node:fs";
import { fileURLToPath } from "node:url";
import { createServer } from "vitepress";
import { adopt, gather } from "./pages.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
gather();
watch(at("../docs"), { recursive: true }, (_, file) => {
  if (file?.endsWith(".md")) adopt(file);
  else if (file) cpSync(at(`../docs/${file}`), at(`pages/${file}`), { force: true });
});
const server = await createServer(at("."), { base: "/", open: false });
await server.listen();
server.printUrls();
