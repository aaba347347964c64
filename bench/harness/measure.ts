import { Bench } from "tinybench";

/** Does so many updates. Who must not be timed from outside returns the nanoseconds that they took together. */
export type Block = (repeat: number) => void | number | Promise<number>;

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of warm-up, of a turn in a round, and of one block within the turn. */
  readonly warmup: number;
  readonly turn: number;
  readonly block: number;
  /** Milliseconds that all rounds may take: with slow candidates there are fewer, but three. */
  readonly budget?: number;
}

/** Each candidate runs once in each round, from its beginning: for work of seconds. */
export const whole = (rounds: number): Effort => ({ rounds, warmup: 0, turn: 0, block: 0 });

/** A candidate whose one update takes more nanoseconds than this is left out. */
const LIMIT = 10e9;
const FEWEST = 3;

interface Lane {
  readonly name: string;
  readonly block: Block;
  readonly taken: number[];
  /** Updates of one block, and nanoseconds of one update. */
  readonly repeat: number;
  readonly each: number;
}

/** Nanoseconds per update, round by round. Everyone takes a turn in each round, another one begins each time. */
export async function measure(
  blocks: Readonly<Record<string, Block | undefined>>,
  effort: Effort,
): Promise<Record<string, number[]>> {
  const lanes: Lane[] = [];
  for (const [name, block] of Object.entries(blocks)) {
    if (block !== undefined) lanes.push(await prepared(name, block, effort));
  }
  const running = lanes.filter(({ each }) => each < LIMIT);
  const round = running.reduce((sum, { each }) => sum + Math.max(effort.turn, each / 1e6), 0);
  const rounds = Math.min(effort.rounds, Math.max(FEWEST, Math.floor((effort.budget ?? Infinity) / round)));
  globalThis.gc?.();
  for (let first = 0; first < rounds; first++) {
    for (let k = 0; k < running.length; k++) {
      const lane = running[(k + first) % running.length];
      lane.taken.push(await turn(lane, effort));
    }
  }
  return Object.fromEntries(running.map(({ name, taken }) => [name, taken]));
}

async function prepared(name: string, block: Block, { warmup, block: wanted }: Effort): Promise<Lane> {
  let [repeat, each] = [1, warmup === 0 ? 0 : Infinity];
  for (let sum = 0; sum < warmup * 1e6;) {
    const nanoseconds = await timed(block, repeat);
    sum += nanoseconds;
    each = Math.min(each, nanoseconds / repeat);
    repeat = Math.max(1, Math.min(4 * repeat, Math.round((wanted * 1e6) / each)));
  }
  return { name, block, taken: [], repeat, each };
}

/** The median of a turn's blocks, so that one interruption does not count, after an update that refills the caches. */
async function turn({ block, repeat, each }: Lane, { turn: milliseconds }: Effort): Promise<number> {
  if (each >= milliseconds * 1e6 || milliseconds === 0) return (await timed(block, repeat)) / repeat;
  await block(1);
  return (await timed(block, repeat, FEWEST, milliseconds)) / repeat;
}

/** tinybench's median, in nanoseconds, of at least so many blocks that take so many milliseconds. */
async function timed(block: Block, repeat: number, iterations = 1, time = 0): Promise<number> {
  const bench = new Bench({ iterations, time, warmup: false, throws: true });
  const own = (nanoseconds: unknown) =>
    typeof nanoseconds === "number" ? { overriddenDuration: nanoseconds / 1e6 } : undefined;
  const task = () => {
    const answer = block(repeat);
    return answer instanceof Promise ? answer.then(own) : own(answer);
  };
  const [{ result }] = await bench.add("block", task, { async: true }).run();
  if (result.state !== "completed") throw new Error(`a block ended as ${result.state}`);
  return result.latency.p50 * 1e6;
}

/** Updates that need something before them, which is not in their time. */
export function after(prepare: (repeat: number) => void, updates: (repeat: number) => void): Block {
  return (repeat) => {
    prepare(repeat);
    const begin = process.hrtime.bigint();
    updates(repeat);
    return Number(process.hrtime.bigint() - begin);
  };
}

/** The median and the quartiles. */
export type Spread = Readonly<Record<"median" | "low" | "high", number>>;

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number) => significant(sorted[place]);
  const last = sorted.length - 1;
  return { median: at(Math.round(last / 2)), low: at(Math.floor(last / 4)), high: at(Math.ceil((3 * last) / 4)) };
}

/** One's time over another's, each round for itself. */
export function ratio(one: readonly number[], other: readonly number[]): Spread {
  return spread(one.map((value, round) => value / other[round]));
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
