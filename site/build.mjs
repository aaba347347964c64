// Builds site/dist: pages, reference and search in one folder that works under any address, and without a network. Fails
// where a link leads nowhere.
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { gather } from "./pages.mjs";
import { deadLinks, makeRelative } from "./relative.mjs";

const site = fileURLToPath(new URL(".", import.meta.url));
gather();
await build(site);
makeRelative(`${site}dist`);
const dead = deadLinks(`${site}dist`);
for (const link of dead) console.error(`leads nowhere: ${link}`);
if (dead.length > 0) process.exitCode = 1;
else console.log("site/dist");
