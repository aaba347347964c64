/** Contestants of one race in turn, round after round: the median of each, in microseconds a call. */
export function race(
  contestants: Readonly<Record<string, () => unknown>>,
  { rounds = 41, block = 5 } = {},
): Race["times"] {
  const names = Object.keys(contestants);
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (const name of names) callsFor(contestants[name], 300);
  const counts = new Map(names.map((name) => [name, callsFor(contestants[name], block)]));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < names.length; k++) {
      // Each round begins with another one.
      const name = names[(k + round) % names.length];
      const [run, count] = [contestants[name], counts.get(name) as number];
      const begin = performance.now();
      for (let call = 0; call < count; call++) run();
      (times.get(name) as number[]).push(((performance.now() - begin) / count) * 1000);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(times.get(name) as number[])]));
}

/** Microseconds of each contestant, and how often each evaluated the objective where that was counted. */
export interface Race {
  readonly times: Readonly<Record<string, number>>;
  readonly evaluations?: Readonly<Record<string, number>>;
}

/** So many calls take about so many milliseconds, once they are warm. */
function callsFor(run: () => unknown, milliseconds: number): number {
  for (let count = 1; ; count *= 2) {
    const begin = performance.now();
    for (let call = 0; call < count; call++) run();
    const took = performance.now() - begin;
    if (took > milliseconds) return Math.max(1, Math.round((count * milliseconds) / took));
  }
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
