import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import type { Message } from "../../src/threads/message.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { chunksOf, DONE, hasReadAll, JOB, MESSAGES, type Queue } from "../../src/threads/queue.js";

describe("the work of a pool", () => {
  let pool: ThreadPool;
  let queue: Queue;
  beforeAll(async () => {
    const post = Worker.prototype.postMessage;
    try {
      Worker.prototype.postMessage = function (message: Message) {
        if (message.kind === "start") queue = message.queue;
        post.call(this, message);
      };
      pool = await ThreadPool.start({ threads: 2 });
    } finally {
      Worker.prototype.postMessage = post;
    }
  });
  afterAll(() => pool.stop());

  it("is all done by the helper where the calling thread is held up", () => {
    for (const [Floats, length] of [[Float32Array, 10_000] as const, [Float64Array, 300_000] as const]) {
      const optimizer = new SGD({ lr: 1, pool });
      const { params, grads } = optimizer.allocate({ W: new Floats(length) as Float32Array });
      grads.W.fill(1);
      for (let step = 1; step <= 3; step++) {
        const before = queue[DONE];
        awaitReading();
        whileHeldUp(() => optimizer.update(params, grads));
        expect(queue[DONE] - before).toBe(2 * chunksOf(queue[JOB]));
        expect(params.W.every((w) => w === -step)).toBe(true);
      }
    }
  });

  it("is shared from 32 kB on, in one map, in whatever kernel", () => {
    for (const options of [{ lr: 1 }, { lr: 1, weightDecay: 0.5 }, { lr: 1, clipValue: 3 }, { lr: 1, emaDecay: 0.5 }]) {
      const jobs = (length: number, Floats = Float32Array) => {
        const optimizer = new SGD({ ...options, pool });
        const { params, grads } = optimizer.allocate({ W: new Floats(length) });
        const before = queue[JOB];
        awaitReading();
        optimizer.update(params, grads);
        return queue[JOB] === before ? "alone" : "shared";
      };
      const Double = Float64Array as unknown as typeof Float32Array;
      expect([jobs(8_188), jobs(8_192), jobs(4_094, Double), jobs(4_096, Double)]).toEqual([
        "alone",
        "shared",
        "alone",
        "shared",
      ]);
    }
  });

  it("is done alone on the caller's arrays", () => {
    const optimizer = new Adam({ pool });
    const before = queue[JOB];
    const params = { W: new Float32Array(100_000) };
    for (let k = 0; k < 3; k++) optimizer.update(params, { W: new Float32Array(100_000).fill(1) });
    expect(queue[JOB]).toBe(before);
  });

  it("takes a message for each map, and none in the middle of trainings in turn", () => {
    const trainings = Array.from({ length: 5 }, (_, k) => {
      const before = queue[MESSAGES];
      awaitReading();
      const update = training(400_000);
      if (k > 0) expect(queue[MESSAGES] - before).toBe(1);
      return update;
    });
    awaitReading();
    const [messages, job] = [queue[MESSAGES], queue[JOB]];
    for (let k = 0; k < 10; k++) for (const update of trainings) update();
    expect(queue[MESSAGES]).toBe(messages);
    expect(queue[JOB]).not.toBe(job);
  });

  it("goes on with a map that helpers have let go for others", () => {
    const first = training(200_000);
    const others = Array.from({ length: 40 }, () => {
      awaitReading();
      return training(200_000);
    });
    awaitReading();
    const messages = queue[MESSAGES];
    for (const update of [first, others[0], first]) {
      awaitReading();
      const before = queue[DONE];
      whileHeldUp(update);
      expect(queue[DONE]).toBeGreaterThan(before);
    }
    expect(queue[MESSAGES] - messages).toBe(4);
  });

  function training(length: number): () => void {
    const optimizer = new SGD({ pool });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(length) });
    return () => optimizer.update(params, grads);
  }

  /** A helper that is behind with its messages is sent no memory. */
  function awaitReading(): void {
    for (let tries = 0; !hasReadAll(queue, 1); tries++) {
      expect(tries).toBeLessThan(2_000);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }

  /** Calls it, where the thread that calls claims nothing until the helper has done all there is. */
  function whileHeldUp(call: () => void): void {
    const exchange = Atomics.compareExchange;
    const before = Atomics.load(queue, DONE);
    try {
      Atomics.compareExchange = ((...claim: Parameters<typeof exchange>) => {
        const all = before + 2 * chunksOf(queue[JOB]);
        for (let tries = 0; Atomics.load(queue, DONE) !== all; tries++) {
          expect(tries).toBeLessThan(2_000);
          Atomics.wait(queue, DONE, Atomics.load(queue, DONE), 10);
        }
        return exchange(...claim);
      }) as typeof exchange;
      call();
    } finally {
      Atomics.compareExchange = exchange;
    }
  }
});
