import { afterAll, afterEach, beforeAll } from "vitest";
import { found, startServer, type Server } from "./server.js";

/** A server for the tests of a file, from before the first to after the last; none where it is not installed. */
export function serverOfTests(...given: Parameters<typeof startServer>): Omit<Server, "stop"> {
  let started: Server;
  beforeAll(async () => {
    if (found) started = await startServer(...given);
  });
  afterAll(() => started?.stop());
  return {
    get servers() {
      return started.servers;
    },
    get websocket() {
      return started.websocket;
    },
    restart: () => started.restart(),
  };
}

/** Members whose connections end after each test. */
export function closedAfterEach<Each extends { readonly connection: { close(): Promise<void> } }>(): Each[] {
  const open: Each[] = [];
  afterEach(async () => {
    for (const { connection } of open.splice(0)) await connection.close();
  });
  return open;
}
