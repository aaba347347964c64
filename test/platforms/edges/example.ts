import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.js";
import { notInstalled } from "../installed.js";
import { ROOT } from "../project.js";
import { badRequests, goingOn, goodRequests } from "./requests.js";
import { whileWorking, workerdVersion } from "./workerd.js";
import { dryDeployed } from "./wrangler.js";

/** Features whose model is a file of 288 kB: three pieces. */
const MANY = 12_000;

/** What wrangler would upload, run by workerd, which is ended and started again. */
export const example: Check = {
  name: "workerd, examples/worker",
  missing: () => notInstalled("workerd") ?? notInstalled("wrangler"),
  async run(project) {
    const folder = project.workspace("examples worker");
    cpSync(join(ROOT, "examples/worker"), folder, { recursive: true });
    const worker = { modules: await dryDeployed(folder), date: "2026-01-01", objects: { USERS: "User" } };
    const serving =
      (count: number) =>
      <T>(use: (origin: string) => Promise<T>) =>
        whileWorking(folder, { ...worker, bindings: { FEATURES: `${count}` } }, use);
    const failures = [
      ...(await serving(4)(badRequests)),
      ...(await serving(4)(goodRequests)),
      ...(await goingOn(5, serving(5))),
      ...(await goingOn(MANY, serving(MANY))),
    ];
    return { version: await workerdVersion(), backend: "–", failures };
  },
};
