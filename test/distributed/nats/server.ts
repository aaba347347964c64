import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";

/** What the tests of this folder run on; where it is not installed they are left out, and say so. */
export const found = spawnSync("nats-server", ["--version"]).status === 0;

export interface Server {
  readonly servers: string;
  readonly websocket: string;
  /** Killed, and started again on the same ports and folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A server with JetStream on free ports, and a folder of its own; with more in its file, and a user that it lets in. */
export async function startServer(more = "", user: { user?: string; pass?: string } = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "rounds-"));
  const [port, web] = [await freePort(), await freePort()];
  const config = join(folder, "nats.conf");
  writeFileSync(
    config,
    `listen: "127.0.0.1:${port}"
jetstream { store_dir: "${folder}" }
websocket { listen: "127.0.0.1:${web}", no_tls: true }
${more}
`,
  );
  const servers = `127.0.0.1:${port}`;
  const start = async () => {
    const server = spawn("nats-server", ["-c", config], { stdio: "ignore" });
    const ended = once(server, "exit");
    const connection = await connect({ ...user, servers, waitOnFirstConnect: true, reconnectTimeWait: 20 });
    await connection.close();
    return async (signal: NodeJS.Signals) => {
      server.kill(signal);
      await ended;
    };
  };
  let end = await start();
  return {
    servers,
    websocket: `ws://127.0.0.1:${web}`,
    restart: async () => {
      await end("SIGKILL");
      end = await start();
    },
    stop: async () => {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
