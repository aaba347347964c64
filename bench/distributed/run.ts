import { main } from "./bench.js";

/** npm run bench:distributed, which is npm run bench -- distributed too. */
await main(process.argv.slice(2));
