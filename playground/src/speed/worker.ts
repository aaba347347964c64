import { CANDIDATES, grain, measure, SIZES, type Candidate } from "./measure.js";

export type Report =
  | { readonly kind: "clock"; readonly grain: number }
  | { readonly kind: "begins"; readonly size: number }
  | { readonly kind: "measured"; readonly size: number; readonly times: Readonly<Partial<Record<Candidate, number>>> }
  | { readonly kind: "ended" };

interface Scope {
  postMessage(report: Report): void;
  addEventListener(type: "message", listen: (event: { data: string }) => void): void;
}

const page = globalThis as unknown as Scope;

page.addEventListener("message", ({ data: title }) => {
  page.postMessage({ kind: "clock", grain: grain(now) });
  for (const size of SIZES) {
    page.postMessage({ kind: "begins", size });
    const times = CANDIDATES.map((candidate) => [candidate, measure(title, candidate, size, now)] as const);
    page.postMessage({ kind: "measured", size, times: Object.fromEntries(times) });
  }
  page.postMessage({ kind: "ended" });
});

function now(): number {
  return performance.now();
}
