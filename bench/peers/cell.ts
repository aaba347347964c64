import { repeated } from "../isolate.js";
import { OURS } from "./ours.js";
import type { OptimizerName, Peer, Setting } from "./peer.js";
import type { CellResult, Measured, Skipped } from "./results.js";
import { LIMIT, race, type Effort, type Timing } from "./rounds.js";
import { valuesOf, type Size } from "./sizes.js";

const SETTING: Setting = { lr: 0.001, momentum: 0.9, beta1: 0.9, beta2: 0.999, eps: 1e-7 };

/** Nanoseconds per parameter on the largest map so far, by peer: whoever would take too long at the next size sits out. */
export type Pace = Map<string, number>;

/** Everyone on one size, whoever has the optimizer. */
export function measureCell(
  optimizer: OptimizerName,
  size: Size,
  peers: Readonly<Record<string, Peer>>,
  effort: Effort,
  pace: Pace,
): CellResult {
  const n = size.tensors * size.length;
  const able = Object.entries(peers).filter(([, peer]) => peer.optimizers.includes(optimizer));
  const expected = (name: string) => ((pace.get(name) ?? 0) * n) / 1e6;
  const fit = able.filter(([name]) => expected(name) <= LIMIT);
  const runners = fit.map(([name, peer]) => ({ name, ...prepared(peer, optimizer, size) }));
  const timings = race(runners, effort);
  for (const { enter, contestant } of runners) {
    enter?.();
    contestant.dispose();
  }
  if (size.tensors === 1) for (const [name, { ns }] of Object.entries(timings)) pace.set(name, ns / n);
  const resultOf = (name: string): Measured | Skipped =>
    name in timings
      ? withRatios(timings[name], n, timings[OURS].ns)
      : { skipped: `over ${LIMIT / 1000} s a step` };
  return { optimizer, label: size.label, n, peers: Object.fromEntries(able.map(([name]) => [name, resultOf(name)])) };
}

function prepared(peer: Peer, optimizer: OptimizerName, size: Size) {
  const contestant = peer.make(optimizer, valuesOf(size, 1), SETTING);
  contestant.feed(valuesOf(size, 2));
  return { enter: contestant.enter, updates: repeated("contestant.step();", { contestant }), contestant };
}

function withRatios(timing: Timing, n: number, ours: number): Measured {
  const significant = (value: number) => Number(value.toPrecision(4));
  return { ...timing, nsPerParameter: significant(timing.ns / n), ratio: significant(timing.ns / ours) };
}
