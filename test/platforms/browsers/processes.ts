import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE, within } from "./engine.js";

export interface Started {
  readonly address: string;
  readonly stop: () => void;
}

/** A virtual X display, on a number that the server finds free itself. */
export async function startDisplay(binary: string): Promise<Started> {
  const { child, stop } = start(binary, ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1024x768x24"], {});
  try {
    const [printed] = (await within(once(child.stdout!, "data"), binary)) as [Buffer];
    return { address: `:${printed.toString().trim()}`, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** A WebDriver server on a free port, once it answers. */
export async function startDriver(binary: string, env: Readonly<Record<string, string>>): Promise<Started> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const { child, stop } = start(binary, [`--port=${port}`], env);
  const end = Date.now() + PATIENCE;
  while (!(await answers(`${address}/status`))) {
    if (child.exitCode !== null || Date.now() > end) {
      stop();
      throw new Error(`${binary} does not answer on port ${port}`);
    }
    await sleep(50);
  }
  return { address, stop };
}

/** A process in a group of its own, so that its children end with it, and at the latest with us. */
function start(binary: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child: ChildProcess = spawn(binary, args, {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...env },
  });
  const interrupted = () => process.exit(130);
  const stop = () => {
    process.off("exit", stop).off("SIGINT", interrupted).off("SIGTERM", interrupted);
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group has ended already.
    }
  };
  process.on("exit", stop).on("SIGINT", interrupted).on("SIGTERM", interrupted);
  child.stdout?.resume();
  return { child, stop };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
