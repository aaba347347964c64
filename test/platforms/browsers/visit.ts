import { join } from "node:path";
import type { Outcome } from "../check.js";
import type { Project } from "../project.js";
import { entriesOf } from "../published.js";
import { within, type Engine } from "./engine.js";
import { serve } from "./server.js";

export interface Visit {
  readonly place: "page" | "worker" | "service";
  /** A name in served/tasks.mjs. */
  readonly task: string;
  /** Where the arithmetic must run. */
  readonly backend: "wasm" | "js";
  /** A Content-Security-Policy for all that is served. */
  readonly policy?: string;
  /** Whether the page is cross-origin isolated. */
  readonly isolated?: boolean;
}

type Report = Omit<Outcome, "version">;

/** Serves the project, opens it in the browser and waits for what the page reports. */
export async function visit(
  engine: Engine,
  project: Project,
  { place, task, backend, policy, isolated }: Visit,
): Promise<Outcome> {
  const site = await serve({
    folders: { "/served/": join(import.meta.dirname, "served"), "/": project.folder },
    headers: {
      ...(policy === undefined ? {} : { "content-security-policy": policy }),
      ...(isolated ? ISOLATION : {}),
    },
    rewrite: bareSpecifiersResolved(project),
  });
  try {
    const browser = await engine.open(`${site.origin}/served/index.html?place=${place}&task=${task}`);
    try {
      const report = (await within(site.report, `${task} in ${engine.name}`)) as Report;
      const astray = report.backend === backend ? [] : [`backend is ${report.backend}, expected ${backend}`];
      return { ...report, version: browser.version, failures: [...report.failures, ...astray] };
    } finally {
      await browser.close();
    }
  } finally {
    site.close();
  }
}

const ISOLATION = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Workers know no import maps: an entry's name becomes the path that the package's exports give a browser. */
function bareSpecifiersResolved(project: Project): (module: string) => string {
  const entries = entriesOf(project.folder);
  return (module) => module.replaceAll(/(?<=from ")optim-wasm[/\w]*(?=")/g, (entry) => `/${entries[entry]}`);
}
