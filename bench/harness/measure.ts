/** Does so many updates; the nanoseconds that took, all together. */
export type Block = (repeat: number) => number | Promise<number>;

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of warm-up, of a turn in a round, and of one block within the turn. */
  readonly warmup: number;
  readonly turn: number;
  readonly block: number;
  /** Milliseconds that all turns of one candidate may take: who needs more sits out some rounds. */
  readonly budget?: number;
}

/** Each candidate runs once in each round, from its beginning: for work of seconds. */
export const whole = (rounds: number): Effort => ({ rounds, warmup: 0, turn: 0, block: 0 });

/** A candidate whose one update takes more nanoseconds than this is left out. */
const LIMIT = 10e9;
const FEWEST = 3;

/**
 * Nanoseconds per update, round by round. Everyone takes a turn in each round, another one begins each time; a round that
 * someone sat out is NaN. Who is over the limit is left out.
 */
export async function measure(blocks: Readonly<Record<string, Block>>, effort: Effort): Promise<Record<string, number[]>> {
  const lanes: Lane[] = [];
  for (const [name, block] of Object.entries(blocks)) lanes.push(await prepared(name, block, effort));
  const running = lanes.filter(({ each }) => each < LIMIT);
  globalThis.gc?.();
  for (let round = 0; round < effort.rounds; round++) {
    for (let k = 0; k < running.length; k++) {
      const lane = running[(k + round) % running.length];
      const sitsOut = lane.done * effort.rounds > round * lane.rounds;
      if (!sitsOut) lane.done++;
      lane.taken.push(sitsOut ? Number.NaN : await turn(lane, effort));
    }
  }
  return Object.fromEntries(running.map(({ name, taken }) => [name, taken]));
}

interface Lane {
  readonly name: string;
  readonly block: Block;
  readonly taken: number[];
  /** Updates of one block, nanoseconds of one update, rounds to take part in. */
  readonly repeat: number;
  readonly each: number;
  readonly rounds: number;
  done: number;
}

async function prepared(name: string, block: Block, { warmup, turn: milliseconds, block: wanted, rounds, budget = Infinity }: Effort): Promise<Lane> {
  let repeat = 1;
  let each = 0;
  for (let sum = 0; sum < warmup * 1e6 && each < LIMIT; ) {
    const nanoseconds = await block(repeat);
    sum += nanoseconds;
    each = nanoseconds / repeat;
    repeat = Math.max(1, Math.min(4 * repeat, Math.round((wanted * 1e6) / each)));
  }
  const affordable = Math.floor(budget / Math.max(milliseconds, each / 1e6));
  return { name, block, taken: [], repeat, each, rounds: Math.min(rounds, Math.max(FEWEST, affordable)), done: 0 };
}

/** The median of a turn's blocks, so that one interruption does not count, after an update that refills the caches. */
async function turn({ block, repeat, each }: Lane, { turn: milliseconds }: Effort): Promise<number> {
  if (each >= milliseconds * 1e6) return (await block(repeat)) / repeat;
  await block(1);
  const taken: number[] = [];
  for (let sum = 0; sum < milliseconds * 1e6 || taken.length < FEWEST; ) {
    const nanoseconds = await block(repeat);
    taken.push(nanoseconds / repeat);
    sum += nanoseconds;
  }
  return spread(taken).median;
}

/** Who is timed inside this thread; what must happen before a block is not in its time. */
export function timed(updates: (repeat: number) => void, enter?: () => void): Block {
  return (repeat) => {
    enter?.();
    const begin = process.hrtime.bigint();
    updates(repeat);
    return Number(process.hrtime.bigint() - begin);
  };
}

/** The median and the quartiles. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const at = (place: number) => significant(sorted[place] ?? Number.NaN);
  const last = sorted.length - 1;
  return { median: at(Math.round(last / 2)), low: at(Math.floor(last / 4)), high: at(Math.ceil((3 * last) / 4)) };
}

/** One's time over another's, each round for itself. */
export function ratio(one: readonly number[], other: readonly number[]): Spread {
  return spread(one.map((value, round) => value / other[round]));
}

export function significant(value: number): number {
  return Number(value.toPrecision(4));
}
