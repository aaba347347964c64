import type { End, Start } from "./message.js";

/** How a worker ends: with a result, with an error of its function, or before either. */
export type Ending = End | { readonly code: unknown };

export interface Running {
  send(start: Start): void;
  readonly ending: Promise<Ending>;
  /** Resolves when the worker has ended, where that is told. */
  readonly gone: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a worker that runs `source`, which waits for its message. */
export async function startWorker(source: string): Promise<Running> {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node ? nodeWorker(source) : webWorker(source);
}

/** Node, Deno and Bun. */
async function nodeWorker(source: string): Promise<Running> {
  // A name that bundlers for browsers do not follow.
  const name = "node:worker_threads";
  const { Worker } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as NodeThreads;
  const worker = new Worker(source, { eval: true });
  const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const ending = new Promise<Ending>((resolve) => {
    worker.once("message", (end) => resolve(end as End));
    worker.once("error", (error) => resolve({ failure: { ...FAILED, ...named(error) } }));
    worker.once("exit", (code) => resolve({ code }));
  });
  return {
    ending,
    send: (start) => worker.postMessage(start),
    gone,
    stop: async () => void (await worker.terminate()),
  };
}

const FAILED = { name: "Error", message: "", stack: undefined, rank: undefined, step: undefined };

/** What was thrown outside of the function: in a timer, or by a promise that nobody awaits. */
function named(error: unknown): { name: string; message: string; stack: string | undefined } {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { ...FAILED, message: String(error) };
}

/** The part of `node:worker_threads` that is used. */
interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true },
  ) => {
    once(event: "message" | "error" | "exit", listener: (value: unknown) => void): void;
    postMessage(message: Start): void;
    terminate(): unknown;
  };
}

function webWorker(source: string): Running {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  const ending = new Promise<Ending>((resolve) => {
    worker.addEventListener("message", ({ data }) => resolve(data as End), { once: true });
    worker.addEventListener("error", ({ message }) => {
      resolve({ failure: { ...FAILED, message: message || "workers from blob: URLs may be forbidden" } });
    });
  });
  return {
    ending,
    send: (start) => worker.postMessage(start),
    gone: ending,
    stop: async () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** How many threads run at once here. */
export async function cores(): Promise<number> {
  const found = globalThis.navigator?.hardwareConcurrency;
  if (found !== undefined) return found;
  // Node 20 has no navigator.
  const name = "node:os";
  const { availableParallelism } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as {
    availableParallelism(): number;
  };
  return availableParallelism();
}
