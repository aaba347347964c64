import { requireSize } from "../blocks.js";
import { complain } from "../../options/messages.js";
import { readOptions } from "../../options/read.js";
import { RankLost } from "../rank-lost.js";
import { WORKER } from "./embedded.js";
import { DIED, FAILED, lose, mailboxesFor } from "./mailboxes.js";
import type { Failure, Start } from "./message.js";
import { cores, startWorker, type Ending } from "./start.js";

/** What `threads` takes. */
export interface ThreadsOptions {
  /** How many ranks, each a worker of its own. It has no default. */
  size: number;
  /**
   * The module that each worker imports, as a URL: `new URL("train.js", import.meta.url)`. Its default export is called
   * with the worker's `Collective` and `data`. It has no default.
   */
  module: URL | string;
  /** What each worker's function takes beside its collective, as a structured clone. Default: undefined. */
  data?: unknown;
  /** Milliseconds until a rank that does not come to an exchange is lost, a whole number. Default: 60,000. */
  timeout?: number;
}

/** Milliseconds that the others have, after one has failed, to hear of it and to end by themselves. */
const GRACE = 500;
/** Milliseconds that workers which have ended their function have to write out what they have logged. */
const MOMENT = 200;

/**
 * Trains on `size` threads of this process: starts as many workers, each of which calls the module's default export with its
 * `Collective`, whose exchanges block and go through shared memory. Resolves with what the functions return, by rank, once
 * all have.
 *
 * Rejects when one fails, with its error, and stops them all. A worker that ends in between, or that does not come within
 * `timeout`, is lost: exchanges of the others throw a `RankLost` that names it. A page needs the headers
 * `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`.
 */
export async function threads<Result = unknown>(options: ThreadsOptions): Promise<Result[]> {
  const { size, module, data, timeout } = read(options);
  const boxes = mailboxesFor(size);
  const start = { ...boxes, spins: size <= (await cores()) ? SPINS : 0, timeout, module, data };
  const workers = await Promise.all(Array.from({ length: size }, () => startWorker(WORKER)));
  const ends = workers.map(async ({ ending }, rank) => {
    const end = await ending;
    if ("result" in end) return end.result as Result;
    // Who waits for it is told at once.
    lose(boxes, rank, "failure" in end ? FAILED : DIED);
    throw "failure" in end ? errorOf(rank, end.failure) : died(rank, end);
  });
  const settled = Promise.allSettled(ends);
  try {
    workers.forEach(({ send }, rank) => send({ ...start, rank } satisfies Start));
    const results = await Promise.all(ends);
    await within(MOMENT, Promise.all(workers.map(({ gone }) => gone)));
    return results;
  } catch (error) {
    await within(GRACE, settled);
    throw await causeOf(error, ends);
  } finally {
    await Promise.all(workers.map(({ stop }) => stop()));
  }
}

/** Waits for it, but not longer. */
async function within(milliseconds: number, what: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  const first = await Promise.race([what, late]);
  clearTimeout(timer);
  return first;
}

/**
 * Some 50 µs of looking at the bell, where each rank has a core: 8 bytes between two ranks take 4 µs, and 47 µs with a fifth of
 * it.
 */
const SPINS = 10_000;

function read(options: ThreadsOptions): Required<Omit<ThreadsOptions, "module">> & { module: string } {
  const other = { default: undefined };
  const specs = { size: other, module: other, data: other, timeout: { default: 60_000, min: 1, fixed: true } } as const;
  const { size, module, data, timeout = 60_000 } = readOptions("threads", specs, options) as unknown as ThreadsOptions;
  requireSize("threads", size);
  if (typeof SharedArrayBuffer !== "function") {
    throw new TypeError(
      "threads: memory cannot be shared with workers here: a page must be cross-origin isolated, by the headers " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    );
  }
  if (!(module instanceof URL) && !(typeof module === "string" && URL.canParse(module)))
    complain("threads: module", 'a URL, as of new URL("train.js", import.meta.url)', module);
  return { size, module: String(module), data, timeout };
}

function died(rank: number, { code }: Extract<Ending, { code: unknown }>): RankLost {
  return new RankLost(
    `rank ${rank} has died: its worker ended with code ${String(code)} before its function did`,
    rank,
  );
}

/** A worker's error again, of its class where that is one of the language's. */
function errorOf(rank: number, failure: Failure): Error {
  const message = `rank ${rank}: ${failure.message}`;
  if (failure.name === "RankLost") return new RankLost(message, failure.rank, failure.step);
  const Failed =
    [TypeError, RangeError, SyntaxError, ReferenceError].find(({ name }) => name === failure.name) ?? Error;
  const error = new Failed(message);
  if (error.name !== failure.name) Object.defineProperty(error, "name", { value: failure.name, configurable: true });
  if (failure.stack !== undefined) error.stack = failure.stack.replace(failure.message, message);
  return error;
}

/** Where the first error says that another rank is lost: that rank's own, if it has one. */
async function causeOf(error: unknown, ends: readonly Promise<unknown>[]): Promise<unknown> {
  if (!(error instanceof RankLost) || error.rank === undefined) return error;
  const own = ends[error.rank].then(
    () => error,
    (its: unknown) => its,
  );
  // What has not ended by now has none.
  return (await within(0, own)) ?? error;
}
