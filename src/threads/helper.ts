import type { Message } from "./message.js";

/** A thread beside the calling one. */
export interface Helper {
  /** Whether it is known to have died. */
  readonly ended: boolean;
  send(message: Message): void;
  stop(): void;
}

/** Starts a helper that runs `source`, and sends it its first message; rejects if it does not answer. */
export async function startHelper(source: string, message: Message): Promise<Helper> {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  const helper = process?.versions?.node ? await nodeHelper(source) : webHelper(source);
  const late = setTimeout(() => helper.failed(new Error("no answer for 10 seconds")), 10_000);
  try {
    helper.send(message);
    await helper.answered;
    helper.unref();
    return helper;
  } catch (error) {
    helper.stop();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

interface Starting extends Helper {
  ended: boolean;
  readonly answered: Promise<void>;
  readonly failed: (reason: unknown) => void;
  /** From now on the process may end without it. */
  unref(): void;
}

/** Node, Deno and Bun. */
async function nodeHelper(source: string): Promise<Starting> {
  // A name that bundlers for browsers do not follow.
  const name = "node:worker_threads";
  const { Worker } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as NodeThreads;
  const worker = new Worker(source, { eval: true, execArgv: [] });
  const helper = starting(
    worker,
    (answered, failed) => {
      worker.once("message", answered);
      worker.once("error", failed);
      worker.once("exit", (code) => failed(new Error(`it ended with code ${String(code)}`)));
    },
    () => worker.unref(),
  );
  worker.once("exit", () => (helper.ended = true));
  return helper;
}

/** The part of `node:worker_threads` that is used. */
interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; execArgv: readonly string[] },
  ) => {
    once(event: "message" | "error" | "exit", listener: (value: unknown) => void): void;
    postMessage(message: Message): void;
    terminate(): unknown;
    unref(): void;
  };
}

function webHelper(source: string): Starting {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return starting(
    worker,
    (answered, failed) => {
      worker.addEventListener("message", answered);
      worker.addEventListener("error", ({ message }) =>
        failed(new Error(message || "workers from blob: URLs may be forbidden")),
      );
    },
    () => {},
  );
}

function starting(
  worker: { postMessage(message: Message): void; terminate(): unknown },
  listen: (answered: () => void, failed: (reason: unknown) => void) => void,
  unref: () => void,
): Starting {
  let failed!: (reason: unknown) => void;
  const answered = new Promise<void>((resolve, reject) => {
    failed = reject;
    listen(resolve, reject);
  });
  answered.catch(() => {});
  return {
    answered,
    failed,
    unref,
    ended: false,
    send: (message) => worker.postMessage(message),
    stop: () => void worker.terminate(),
  };
}
