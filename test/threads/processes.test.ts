import { describe, it } from "vitest";
import { DONE } from "../../src/threads/queue.js";
import { expectProgram } from "./program.js";

describe("a process with a pool", () => {
  const start =
    'import { SGD } from "optim-wasm"; import { ThreadPool } from "optim-wasm/threads"; const pool = await ThreadPool.start({ threads: 2 });';
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
    expectProgram(program, ["true"]);
  });
});
