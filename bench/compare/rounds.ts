/** Does so many updates; the nanoseconds that took, all together. */
export type Block = (repeat: number) => number | Promise<number>;

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of warm-up, of a turn in a round, and of one block within the turn. */
  readonly warmup: number;
  readonly turn: number;
  readonly block: number;
}

/** Nanoseconds per update, round by round. Everyone takes a turn in each round, another one begins each time. */
export async function rounds(blocks: Readonly<Record<string, Block>>, effort: Effort): Promise<Record<string, number[]>> {
  const names = Object.keys(blocks);
  const taken: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const repeats = new Map<string, number>();
  for (const name of names) repeats.set(name, await calibrate(blocks[name], effort));
  for (let round = 0; round < effort.rounds; round++) {
    for (let k = 0; k < names.length; k++) {
      const name = names[(k + round) % names.length];
      taken[name].push(await turn(blocks[name], repeats.get(name) ?? 1, effort.turn));
    }
  }
  return taken;
}

/** Who is timed inside this thread. */
export function timed(updates: (repeat: number) => void): Block {
  return (repeat) => {
    const begin = process.hrtime.bigint();
    updates(repeat);
    return Number(process.hrtime.bigint() - begin);
  };
}

const FEWEST = 3;

/** The median of a turn's blocks, so that one interruption does not count, after an update that refills the caches. */
async function turn(block: Block, repeat: number, milliseconds: number): Promise<number> {
  await block(1);
  const taken: number[] = [];
  for (let sum = 0; sum < milliseconds * 1e6 || taken.length < FEWEST; ) {
    const nanoseconds = await block(repeat);
    taken.push(nanoseconds / repeat);
    sum += nanoseconds;
  }
  return spread(taken).median;
}

/** Warms up; the number of updates that make one block. */
async function calibrate(run: Block, { warmup, block }: Effort): Promise<number> {
  let repeat = 1;
  for (let sum = 0; sum < warmup * 1e6; ) {
    const nanoseconds = await run(repeat);
    sum += nanoseconds;
    repeat = Math.max(1, Math.min(4 * repeat, Math.round((repeat * block * 1e6) / nanoseconds)));
  }
  return repeat;
}

export interface Spread {
  readonly median: number;
  /** The quartiles. */
  readonly low: number;
  readonly high: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Number(sorted[Math.round(share * (sorted.length - 1))].toPrecision(4));
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** One's time over another's, each round for itself. */
export function ratio(one: readonly number[], other: readonly number[]): Spread {
  return spread(one.map((value, round) => value / other[round]));
}
