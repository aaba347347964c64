import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunksOf, JOB, MOST_RANGES, post, queueFor, work } from "../../src/threads/queue.js";
import { catalog } from "../catalog.js";

describe("the queue", () => {
  const TARGET = { memory: 1, module: 0, kernel: 0, element: 1 };
  const counts = fc.integer({ min: 1, max: 500_000 });
  const starts = fc.constantFrom(0, 2 ** 31 - 16, -8);

  it("hands out each element of each job once, also where its numbers wrap around", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        starts,
        fc.array(counts, { minLength: 1, maxLength: 6 }),
        (threads, start, jobs) => {
          const queue = queueAt(threads, start);
          for (const count of jobs) {
            const job = post(queue, threads, TARGET, [0, count, 0]);
            const taken: [number, number][] = [];
            const done = Array.from({ length: threads }, (_, k) =>
              work(queue, job, threads, k, (r) => taken.push([r[0], r[1]]), []),
            );
            taken.sort(([a], [b]) => a - b);
            let end = 0;
            for (const [begin, length] of taken) {
              expect(begin).toBe(end);
              end += length;
            }
            expect(end).toBe(count);
            expect(done.reduce((sum, own) => sum + own, 0)).toBe(threads * chunksOf(job));
          }
        },
      ),
    );
  });

  it("hands out each element once where another thread claims between a thread's look at a chunk and its claim", () => {
    const exchange = Atomics.compareExchange;
    try {
      fc.assert(
        fc.property(
          fc.integer({ min: 2, max: 5 }),
          starts,
          counts,
          fc.array(fc.nat(4), { maxLength: 12 }),
          (threads, start, count, turns) => {
            const queue = queueAt(threads, start);
            const job = post(queue, threads, TARGET, [0, count, 0]);
            const times = new Uint8Array(count);
            const go = (thread: number): number =>
              work(
                queue,
                job,
                threads,
                thread,
                (r) => void times.subarray(r[0], r[0] + r[1]).forEach((n, i, part) => (part[i] = n + 1)),
                [],
              );
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
          },
        ),
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
