import type { Collective } from "../collective.js";
import { ThreadCollective } from "./collective.js";
import { FAILED, lose } from "./mailboxes.js";
import type { End, Failure, Start } from "./message.js";

/** What a worker runs: the module's function, between the first message and the last. */

interface Port {
  onmessage: ((event: { data: Start }) => void) | null;
  postMessage(message: End): void;
  /** Deno has none: there the worker is stopped a little later. */
  close?(): void;
}

void listen();

async function listen(): Promise<void> {
  const port = await portOf();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- assigning it is what opens the port
  port.onmessage = ({ data }) => {
    void run(port, data);
  };
}

async function run(port: Port, start: Start): Promise<void> {
  const collective = new ThreadCollective(start, start.rank, start.timeout, start.spins);
  try {
    const { default: main } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ start.module)) as Module;
    if (typeof main !== "function") {
      throw new TypeError(
        `threads: module ${start.module} must have a function as its default export, got ${typeof main}`,
      );
    }
    port.postMessage({ result: await main(collective, start.data) });
    collective.close();
  } catch (error) {
    lose(start, start.rank, FAILED);
    port.postMessage({ failure: failureOf(error) });
  }
  port.close?.();
}

interface Module {
  readonly default?: (collective: Collective, data: unknown) => unknown;
}

function failureOf(error: unknown): Failure {
  const { name, message, stack, rank, step } = error instanceof Error ? (error as Error & Partial<Failure>) : {};
  return { name: name ?? "Error", message: message ?? String(error), stack, rank, step };
}

async function portOf(): Promise<Port> {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  if (!process?.versions?.node) return self as unknown as Port;
  const name = "node:worker_threads";
  return ((await import(name)) as { parentPort: Port }).parentPort;
}
