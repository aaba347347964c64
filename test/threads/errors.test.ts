import { describe, expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { ThreadPool } from "../../src/threads/pool.js";

describe("clear errors", () => {
  it("for a number of threads that is none", async () => {
    await expect(ThreadPool.start({ threads: 0 })).rejects.toThrow(
      new RangeError("threads must be a whole number ≥ 1, got 0"),
    );
    await expect(ThreadPool.start({ threads: "2" as never })).rejects.toThrow(
      new TypeError('threads must be a whole number ≥ 1, got "2"'),
    );
    await expect(ThreadPool.start({ threads: 2n as never })).rejects.toThrow(
      new TypeError("threads must be a whole number ≥ 1, got 2n"),
    );
  });

  it("for options that are none", async () => {
    await expect(ThreadPool.start({ thread: 2 } as never)).rejects.toThrow(
      new TypeError('unknown option "thread": ThreadPool.start takes threads: did you mean threads?'),
    );
    for (const [none, shown] of [
      [null, "null"],
      [4, "4: did you mean { threads: 4 }?"],
      [[2], "Array"],
    ] as const) {
      await expect(ThreadPool.start(none as never)).rejects.toThrow(
        new TypeError(`ThreadPool.start takes an object of options, got ${shown}`),
      );
    }
  });

  it("for a pool that is constructed, not started", () => {
    const Pool = ThreadPool as unknown as new (...given: unknown[]) => unknown;
    for (const given of [[], [4], [{ threads: 4 }], [4, Symbol("started")]])
      expect(() => new Pool(...given)).toThrow(
        new TypeError("a ThreadPool is not constructed: await ThreadPool.start({ threads })"),
      );
  });

  it("for something else than a pool", () => {
    expect(() => new Adam({ pool: 2 as never })).toThrow(new TypeError("pool must be a ThreadPool, got 2"));
    expect(() => new Adam({ pool: new SGD() as never })).toThrow(
      new TypeError("pool must be a ThreadPool, got Object"),
    );
    for (const other of [{}, { threads: 4 }])
      expect(() => new Adam({ pool: other as never })).toThrow(new TypeError("pool must be a ThreadPool, got Object"));
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
