import { describe, expect, it } from "vitest";
import { ThreadLost } from "../../src/threads/lost.js";
import { expectProgram, inHelper, MAP, POOL } from "./program.js";

/** Ten seconds pass in a tenth of one. */
const SOON = "const now = performance.now.bind(performance); performance.now = () => 1000 * now();";

/** Runs code in the helper behind its first claim of a chunk. */
const claiming = (code: string) => `
  const exchange = Atomics.compareExchange;
  let claimed = false;
  Atomics.compareExchange = (queue, place, next, claim) => {
    const found = exchange(queue, place, next, claim);
    if (found === next && !claimed) { claimed = true; ${code} }
    return found;
  };`;

/** As where a terminated thread goes on for a while. */
const LATE = "threads.Worker.prototype.terminate = () => {};";

/** Updates until one fails. */
const FAIL = `
  const fail = () => { for (let k = 0; k < 10_000; k++) try { optimizer.update(params, grads); } catch (error) { return error; } };
  const begin = (value) => { optimizer.reset(); params.W.fill(value); };`;

describe("a ThreadLost", () => {
  it("is an error with a name of its own", () => {
    const error = new ThreadLost("so");
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("ThreadLost");
    expect(String(error)).toBe("ThreadLost: so");
    expect(error.stack).toMatch(/^ThreadLost: so\n/);
    expect(Object.keys(error)).toEqual([]);
  });

  it.each([
    { title: "dies", program: claiming("process.exit();") },
    { title: "is held up for over ten seconds", program: claiming("while (true);") },
  ])("says that a thread that $title inside a chunk leaves part of an update", ({ program }) => {
    expectProgram(
      `${inHelper(program)} ${SOON} ${POOL} ${MAP} ${FAIL}
        const error = fail();
        console.log(error instanceof ThreadLost, error.name);
        console.log(/a thread of the pool died, or was held up for 10 seconds, inside its part of an update/.test(error.message));
        const values = new Set(params.W);
        console.log(values.size, Math.max(...values) - Math.min(...values));
        begin(0);
        const job = queue[JOB];
        optimizer.update(params, grads);
        console.log(all(-1), queue[JOB] === job);`,
      ["true ThreadLost", "true", "2 1", "true true"],
    );
  });

  it("is not thrown for a thread that is held up outside of a chunk", () => {
    expectProgram(
      `${inHelper(
        `const { Instance } = WebAssembly;
         WebAssembly.Instance = function (...given) { while (true); };`,
      )} ${SOON} ${POOL} ${MAP}
        for (let k = 0; k < 20; k++) optimizer.update(params, grads);
        console.log(all(-20), queue[DONE]);`,
      ["true 0"],
    );
  });

  it("is not thrown where the clock jumps, as for a process that was stopped", () => {
    expectProgram(
      `${inHelper(claiming("for (const end = Date.now() + 300; Date.now() < end; );"))}
        const now = performance.now.bind(performance); let looks = 0; performance.now = () => now() + (++looks > 1 ? 3_600_000 : 0);
        ${POOL} ${MAP}
        let steps = 0;
        while (queue[DONE] === 0 && steps < 10_000) { optimizer.update(params, grads); steps++; }
        console.log(looks > 1, all(-steps));
        pool.stop();`,
      ["true true"],
    );
  });
});

describe("a thread that comes back when it has been given up", () => {
  it("does not begin the chunk that it had claimed", () => {
    expectProgram(
      `${inHelper(claiming("while (Atomics.load(queue, GIVEN_UP) === 0);"))} ${LATE} ${SOON} ${POOL} ${MAP} ${FAIL}
        console.log(fail().name);
        begin(5);
        while (Atomics.load(queue, SLEEPING) === 0);
        console.log(all(5));
        optimizer.update(params, grads);
        console.log(all(4));`,
      ["ThreadLost", "true", "true"],
    );
  });

  it("is noticed at the next update if it was in the middle of one", () => {
    expectProgram(
      `${inHelper(
        `const { Instance } = WebAssembly; const { load } = Atomics; let seen, held = false;
         Atomics.load = (queue, place) => load(seen = queue, place);
         WebAssembly.Instance = function (...given) {
           const { plain } = new Instance(...given).exports;
           const late = (a, b, c, d, e) => { if (!held) { held = true; while (load(seen, GIVEN_UP) !== 2); } plain(a, b, c, d, e); };
           return { exports: { plain: late } };
         };`,
      )} ${LATE} ${SOON} ${POOL} ${MAP} ${FAIL}
        console.log(fail().name);
        begin(0);
        optimizer.update(params, grads);
        console.log(all(-1));
        const done = queue[DONE];
        Atomics.store(queue, GIVEN_UP, 2);
        while (Atomics.load(queue, DONE) === done);
        console.log(all(-1));
        const other = new SGD({ lr: 1, pool });
        const own = other.allocate({ W: new Float32Array(1e6) });
        other.update(own.params, own.grads);
        const error = fail();
        console.log(error instanceof ThreadLost, /came back and wrote its part of an earlier update/.test(error.message));
        begin(0);
        optimizer.update(params, grads);
        console.log(all(-1));`,
      ["ThreadLost", "true", "false", "true true", "true"],
    );
  });
});

describe("a thread that died between updates", () => {
  it("keeps the others from nothing, in new maps too", () => {
    expectProgram(
      `${inHelper("")} const workers = []; const { Worker } = threads;
        threads.Worker = class extends Worker { constructor(...given) { super(...given); workers.push(this); } };
        syncBuiltinESMExports();
        ${POOL.replace("threads: 2", "threads: 3")}
        const ended = new Promise((resolve) => workers[1].once("exit", resolve));
        workers[1].terminate();
        await ended;
        ${MAP}
        let steps = 0;
        while (queue[DONE] === 0 && steps < 10_000) { optimizer.update(params, grads); steps++; }
        console.log(queue[DONE] > 0, all(-steps));
        pool.stop();`,
      ["true true"],
    );
  });
});
