import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.js";
import { notInstalled } from "../installed.js";
import { ROOT } from "../project.js";
import { badRequests, goodRequests } from "./requests.js";
import { whileWorking, workerdVersion } from "./workerd.js";
import { dryDeployed } from "./wrangler.js";

/** What wrangler would upload, run by workerd with room for two users. */
export const example: Check = {
  name: "workerd, examples/worker",
  missing: () => notInstalled("workerd") ?? notInstalled("wrangler"),
  async run(project) {
    const folder = project.workspace("examples worker");
    cpSync(join(ROOT, "examples/worker"), folder, { recursive: true });
    const worker = { modules: dryDeployed(folder), date: "2026-01-01", bindings: { MAX_USERS: "2" } };
    const failures = await whileWorking(folder, worker, async (origin) => [
      ...(await badRequests(origin)),
      ...(await goodRequests(origin)),
    ]);
    return { version: workerdVersion(), backend: "–", failures };
  },
};
