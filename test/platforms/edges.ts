import type { Check } from "./check.js";
import { workerd } from "./edges/conformance.js";
import { example } from "./edges/example.js";
import { ownRule } from "./edges/own-rule.js";
import { dev, dryRun, onlySgd } from "./edges/wrangler.js";

/** Before and after 2025-06-01, from when on workerd compiles bytes at start-up (and before 2025-05-05 it has no WeakRef). */
export const edges: readonly Check[] = [
  workerd("2025-01-01", "workerd", "wasm"),
  workerd("2026-01-01", "workerd", "wasm"),
  workerd("2025-01-01", "default", "js"),
  ownRule("2025-01-01"),
  ownRule("2026-01-01"),
  dev,
  dryRun,
  onlySgd,
  example,
];
