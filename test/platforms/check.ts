import type { Project } from "./project.js";

/** One thing to prove on one runtime or with one bundler. */
export interface Check {
  /** As the table names it: "Node 22", "Chromium, worker", "vite build". */
  readonly name: string;
  /** Undefined where it can run; else what is missing and how to get it. */
  readonly missing?: () => string | undefined;
  /** Throws, or returns what happened. */
  readonly run: (project: Project) => Promise<Outcome>;
}

export interface Outcome {
  /** The runtime's own version. */
  readonly version: string;
  readonly backend: string;
  /** The conformance digest; undefined for a check of something else. */
  readonly digest?: string;
  /** What the conformance suite or the check found wrong. */
  readonly failures: readonly string[];
}
