import { outcome } from "./tasks.mjs";

const asked = new URLSearchParams(location.search);
const run = places()[asked.get("place")];
await report(await run(asked.get("task")).catch((error) => ({ failures: [String(error)] })));

/** Where a task can run: name → task → its outcome. */
function places() {
  return {
    page: outcome,
    worker: async (task) => {
      const worker = new Worker("./worker.mjs", { type: "module" });
      return answer(worker, worker, task);
    },
    service: async (task) => {
      await navigator.serviceWorker.register("./worker.mjs", { type: "module" });
      const { active } = await navigator.serviceWorker.ready;
      return answer(active, active, task);
    },
  };
}

function answer(receiver, source, task) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.addEventListener("message", ({ data }) => resolve(data));
    port1.start();
    source.addEventListener("error", ({ message }) => reject(new Error(`the worker did not load: ${message}`)));
    receiver.postMessage(task, [port2]);
  });
}

function report(result) {
  return fetch("/report", { method: "POST", body: JSON.stringify(result) });
}
