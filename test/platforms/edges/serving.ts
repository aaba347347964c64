import { spawn } from "node:child_process";
import { PATIENCE, within } from "../browsers/engine.js";

export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints, on any of its outputs, once it listens; the first group is the port. */
  readonly ready: RegExp;
}

/** Starts a server on 127.0.0.1, uses it, and ends it with all its children. */
export async function whileServing<T>(server: Server, use: (origin: string) => Promise<T>): Promise<T> {
  const { origin, log, stop } = start(server);
  try {
    return await use(await within(origin, `the start of ${server.command}`));
  } catch (error) {
    throw new Error([String(error), ...complaints(log())].join("\n"), { cause: error });
  } finally {
    stop();
  }
}

/** What GET gives as JSON; an error where its status is one. */
export async function fetchJson(url: string, patience = PATIENCE): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

function complaints(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => /error|exception/i.test(line))
    .slice(0, 3)
    .map((line) => line.slice(0, 300));
}

function start({ command, args, cwd, env, ready }: Server) {
  const child = spawn(command, args, {
    cwd,
    detached: true, // A group of its own, which ends as one.
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const stop = () => {
    process.off("exit", stop);
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group has ended already.
    }
  };
  process.on("exit", stop);
  let log = "";
  const origin = new Promise<string>((resolve, reject) => {
    for (const output of child.stdio.slice(1)) {
      output?.on("data", (chunk: Buffer) => {
        log += chunk.toString();
        const port = ready.exec(log)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      });
    }
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}`)));
  });
  return { origin, log: () => log, stop };
}
