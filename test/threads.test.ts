import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Adam, SGD } from "../src/index.js";
import { chunksOf, DONE, JOB, MOST_RANGES, post, queueFor, work } from "../src/threads/queue.js";
import { ThreadPool } from "../src/threads/pool.js";
import { catalog } from "./catalog.js";
import { expectSameBits, expectSameMaps, generator } from "./support.js";
import { expectSameRun, plans, Training } from "./training.js";

const root = fileURLToPath(new URL("../", import.meta.url));

describe("a pool", () => {
  let pool: ThreadPool;
  beforeAll(async () => void (pool = await ThreadPool.start({ threads: 3 })));
  afterAll(() => pool.stop());

  describe.each(catalog)("$name", (row) => {
    it.each([Float32Array, Float64Array])("has the same bits on three threads as on one: %o", (Floats) => {
      for (const form of [{}, ...row.variants]) {
        for (const length of [8_191, 40_000, 131_072, 200_003]) {
          const [one, three] = [{}, { pool }].map((threads) => run(row.create({ ...form, ...threads }), Floats, length));
          expectSameBits(three.W, one.W, `${length}: W`);
          expectSameMaps(three.state, one.state, `${length}`);
        }
      }
    });
  });

  describe.each(catalog)("$name", (row) => {
    it("has the same bits and the same gradNorm under options in combination", () => {
      fc.assert(
        fc.property(plans, fc.constantFrom(1, 20_000, 45_000), (plan, more) => {
          // So long that the work is shared.
          const long = { ...plan, arrays: "allocated" as const, kinds: plan.kinds.slice(0, 2).map(({ kind, length }) => ({ kind, length: length + more })) };
          const [one, three] = [{}, { pool }].map((place) => new Training(row, long, place).goOn(0, 4));
          expectSameRun(three, one, "three threads");
          expect(three.optimizer.gradNorm).toBe(one.optimizer.gradNorm);
        }),
        { numRuns: 20 },
      );
    });
  });

  it("takes small maps, caller's arrays and parts of maps like one thread", () => {
    const optimizer = new Adam({ pool });
    const { params, grads } = optimizer.allocate({ a: new Float32Array(50_000).fill(1), b: new Float32Array(3).fill(2) });
    grads.a.fill(1);
    const callers = { a: params.a.slice(), b: params.b.slice() };
    optimizer.update({ a: params.a }, grads);
    new Adam().update({ a: callers.a }, grads);
    expectSameMaps({ ...params }, callers, "params");
    expect(optimizer.backend).toBe("wasm");
  });

  it("serves many optimizers, also after a collection", () => {
    for (let k = 0; k < 50; k++) {
      const optimizer = new SGD({ lr: 1, pool });
      const { params, grads } = optimizer.allocate({ W: new Float32Array(300_000).fill(k) });
      grads.W.fill(1);
      optimizer.update(params, grads);
      expect(params.W.every((w) => w === k - 1)).toBe(true);
      if (k % 10 === 0) (globalThis as unknown as { gc: () => void }).gc();
    }
  });

  it("allocates nothing per update", () => {
    const optimizer = new SGD({ pool });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(9_000) });
    const tries = Array.from({ length: 15 }, () => {
      (globalThis as unknown as { gc: () => void }).gc();
      const before = process.memoryUsage().heapUsed;
      for (let step = 0; step < 20_000; step++) optimizer.update(params, grads);
      return (process.memoryUsage().heapUsed - before) / 20_000;
    });
    expect(Math.min(...tries)).toBeLessThan(1);
  });
});

describe("the queue", () => {
  const TARGET = { memory: 1, module: 0, kernel: 0, element: 1 };
  const counts = fc.integer({ min: 1, max: 500_000 });
  const starts = fc.constantFrom(0, 2 ** 31 - 16, -8);

  it("hands out each element of each job once, also where its numbers wrap around", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), starts, fc.array(counts, { minLength: 1, maxLength: 6 }), (threads, start, jobs) => {
        const queue = queueAt(threads, start);
        for (const count of jobs) {
          const job = post(queue, threads, TARGET, [0, count, 0]);
          const taken: [number, number][] = [];
          const done = Array.from({ length: threads }, (_, k) => work(queue, job, threads, k, (r) => taken.push([r[0], r[1]]), []));
          taken.sort(([a], [b]) => a - b);
          let end = 0;
          for (const [begin, length] of taken) {
            expect(begin).toBe(end);
            end += length;
          }
          expect(end).toBe(count);
          expect(done.reduce((sum, own) => sum + own, 0)).toBe(threads * chunksOf(job));
        }
      }),
    );
  });

  it("hands out each element once where another thread claims between a thread's look at a chunk and its claim", () => {
    const exchange = Atomics.compareExchange;
    try {
      fc.assert(
        fc.property(fc.integer({ min: 2, max: 5 }), starts, counts, fc.array(fc.nat(4), { maxLength: 12 }), (threads, start, count, turns) => {
          const queue = queueAt(threads, start);
          const job = post(queue, threads, TARGET, [0, count, 0]);
          const times = new Uint8Array(count);
          const go = (thread: number): number => work(queue, job, threads, thread, (r) => void times.subarray(r[0], r[0] + r[1]).forEach((n, i, part) => (part[i] = n + 1)), []);
          const rest = [...turns];
          const done: number[] = [];
          Atomics.compareExchange = ((...claim: Parameters<typeof exchange>) => {
            const next = rest.pop();
            if (next !== undefined) done.push(go(next % threads));
            return exchange(...claim);
          }) as typeof exchange;
          for (let k = 0; k < threads; k++) done.push(go(k));
          expect(done.reduce((sum, own) => sum + own, 0)).toBe(threads * chunksOf(job));
          expect(times.every((n) => n === 1)).toBe(true);
        }),
      );
    } finally {
      Atomics.compareExchange = exchange;
    }
  });

  it.each(catalog)("has room in a job for the ranges of $name", (row) => {
    const ranges = ["params", "grads", ...Object.keys(row.create().state), "average", "count", "coefficients"];
    expect(ranges.length).toBeLessThanOrEqual(MOST_RANGES);
  });

  it("has nothing left of a job that is over, also while the next is open", () => {
    fc.assert(
      fc.property(starts, counts, counts, (start, before, now) => {
        const queue = queueAt(2, start);
        const over = post(queue, 2, TARGET, [0, before, 0]);
        work(queue, over, 2, 0, () => {}, []);
        const open = post(queue, 2, TARGET, [0, now, 0]);
        expect(work(queue, over, 2, 1, () => expect.fail("claimed"), [])).toBe(0);
        expect(work(queue, open, 2, 1, () => {}, [])).toBe(2 * chunksOf(open));
      }),
    );
  });

  /** As if jobs up to that number had been done. */
  function queueAt(threads: number, job: number): Int32Array {
    const queue = queueFor(threads);
    queue[JOB] = job;
    work(queue, post(queue, threads, TARGET, [0, 1, 0]), threads, 0, () => {}, []);
    return queue;
  }
});

describe("a stopped pool", () => {
  it("leaves its optimizers on one thread", async () => {
    const pool = await ThreadPool.start({ threads: 2 });
    const optimizer = new SGD({ lr: 1, pool });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(100_000) });
    grads.W.fill(1);
    optimizer.update(params, grads);
    pool.stop();
    optimizer.update(params, grads);
    expect(params.W.every((w) => w === -2)).toBe(true);
    const late = new SGD({ lr: 1, pool }).allocate({ W: new Float32Array(10) });
    expect(late.params.W).toHaveLength(10);
  });
});

describe("a process with a pool", () => {
  const start = 'import { SGD } from "optim-wasm"; import { ThreadPool } from "optim-wasm/threads"; const pool = await ThreadPool.start({ threads: 2 });';
  const step =
    "const o = new SGD({ lr: 1, pool }); const { params, grads } = o.allocate({ W: new Float32Array(1e6) }); grads.W.fill(1);" +
    "for (let k = 0; k < 20; k++) o.update(params, grads); console.log(params.W.every((w) => w === -20));";

  it.each([
    { title: "that was stopped", program: `${start} ${step} pool.stop();` },
    { title: "that is merely left", program: `${start} ${step}` },
    { title: "that did nothing", program: `${start} console.log(true);` },
    {
      title: "whose thread has died",
      program: `import { Worker } from "node:worker_threads"; const terminate = []; const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (...values) { terminate.push(() => this.terminate()); return post.apply(this, values); };
        ${start} await terminate[0](); ${step}`,
    },
    {
      title: "whose thread was held up for a second, where the main one may not rest",
      program: `import threads from "node:worker_threads"; import { syncBuiltinESMExports } from "node:module";
        const hold = "const add = Atomics.add; let held = false; Atomics.add = (queue, place, n) => {" +
          "if (place === ${DONE} && !held) { held = true; for (const end = Date.now() + 1000; Date.now() < end; ); } return add(queue, place, n); };";
        threads.Worker = class extends threads.Worker { constructor(source, options) { super(hold + source, options); } };
        syncBuiltinESMExports();
        Atomics.wait = () => { throw new TypeError("not here"); };
        ${start} ${step} pool.stop();`,
    },
  ])("$title ends by itself, with everything moved", ({ program }) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: root,
      encoding: "utf8",
      timeout: 30_000,
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: "true\n", stderr: "", status: 0 });
  });
});

describe("clear errors", () => {
  it("for a number of threads that is none", async () => {
    await expect(ThreadPool.start({ threads: 0 })).rejects.toThrow(new RangeError("threads must be a whole number ≥ 1, got 0"));
    await expect(ThreadPool.start({ threads: "2" as never })).rejects.toThrow(new TypeError('threads must be a whole number ≥ 1, got "2"'));
    await expect(ThreadPool.start({ threads: 2n as never })).rejects.toThrow(new TypeError("threads must be a whole number ≥ 1, got 2n"));
  });

  it("for options that are none", async () => {
    await expect(ThreadPool.start({ thread: 2 } as never)).rejects.toThrow(new TypeError('unknown option "thread": ThreadPool.start takes threads'));
    for (const [none, shown] of [[null, "null"], [4, "4"], [[2], "Array"]] as const) {
      await expect(ThreadPool.start(none as never)).rejects.toThrow(new TypeError(`ThreadPool.start takes an object of options, got ${shown}`));
    }
  });

  it("for something else than a pool", () => {
    expect(() => new Adam({ pool: 2 as never })).toThrow(new TypeError("pool must be a ThreadPool, got 2"));
    expect(() => new Adam({ pool: new SGD() as never })).toThrow(new TypeError("pool must be a ThreadPool, got Object"));
    for (const other of [{}, { threads: 4 }]) expect(() => new Adam({ pool: other as never })).toThrow(new TypeError("pool must be a ThreadPool, got Object"));
  });

  it("for memory that cannot be shared", async () => {
    const shared = globalThis.SharedArrayBuffer;
    try {
      Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
      await expect(ThreadPool.start()).rejects.toThrow("a page must be cross-origin isolated");
    } finally {
      globalThis.SharedArrayBuffer = shared;
    }
  });
});

function run(optimizer: ReturnType<(typeof catalog)[number]["create"]>, Floats: typeof Float32Array | typeof Float64Array, length: number) {
  const random = generator(length);
  const { params, grads } = optimizer.allocate({ W: new Floats(length).map(() => random() - 0.5) as Float32Array });
  for (let step = 0; step < 3; step++) {
    grads.W.forEach((_, i) => (grads.W[i] = random() < 0.001 ? NaN : random() - 0.5));
    optimizer.update(params, grads);
  }
  const state = Object.fromEntries(Object.entries(optimizer.state).map(([slot, views]) => [slot, views.W]));
  return { W: params.W, state };
}
