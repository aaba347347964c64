import { kindNamed } from "../optimizers.js";
import { rateOn } from "../rules.js";
import type { Plan } from "./messages.js";
import { schedules, type ScheduleName } from "./schedules.js";

export const MOST_EPOCHS = 50;
export const MOST_THREADS = 8;

/** The plan in a URL; what is missing or makes no sense there is as it is at first. */
export function readPlan(query: URLSearchParams): Plan {
  const optimizer = kindNamed(query.get("optimizer") ?? "")?.title ?? "Adam";
  const schedule = query.get("schedule") ?? "";
  return {
    optimizer,
    lr: number(query.get("lr"), 0, 100) ?? rateFor(optimizer),
    schedule: Object.hasOwn(schedules, schedule) ? (schedule as ScheduleName) : "cosine",
    epochs: Math.round(number(query.get("epochs"), 1, MOST_EPOCHS) ?? 5),
    backend: query.get("backend") === "js" ? "js" : "wasm",
    threads: Math.round(number(query.get("threads"), 1, MOST_THREADS) ?? 1),
  };
}

export function writePlan(plan: Plan): URLSearchParams {
  return new URLSearchParams(Object.entries(plan).map(([name, value]): [string, string] => [name, String(value)]));
}

/** The rate that is best on the digits of docs/convergence.md, whose batches are a quarter of these. */
export function rateFor(optimizer: string): number {
  return optimizer === "Adam" ? 0.002 : (rateOn("Digits", optimizer) ?? 0.01);
}

function number(text: string | null, least: number, most: number): number | undefined {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : undefined;
}
