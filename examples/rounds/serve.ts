import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const HELP = `npx tsx examples/rounds/serve.ts [options]

Starts a nats-server with JetStream and WebSockets, and serves a page whose every tab is a member.

  --port N       of the page (default 5180)
  --nats N       of the server, for members in Node (default 4222)
  --websocket N  of the server, for pages (default 8222)
  --help         this text`;

const here = fileURLToPath(new URL("./", import.meta.url));
const out = `${here}out`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "5180" },
    nats: { type: "string", default: "4222" },
    websocket: { type: "string", default: "8222" },
    help: { type: "boolean" },
  },
});
if (values.help) console.log(HELP);
else await serve();

async function serve(): Promise<void> {
  // A run of before would go on.
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [`${here}page.ts`],
    outdir: out,
    bundle: true,
    splitting: true,
    // The object store has a way for Node that a page does not take.
    external: ["node:crypto"],
    format: "esm",
    target: "es2022",
    minify: true,
    logLevel: "warning",
  });
  const config = `${out}/nats.conf`;
  writeFileSync(
    config,
    `# No passwords and no TLS: for this machine alone.
listen: "127.0.0.1:${values.nats}"
jetstream { store_dir: "${out}/jetstream" }
websocket { listen: "127.0.0.1:${values.websocket}", no_tls: true }
`,
  );
  const nats = spawn("nats-server", ["-c", config], { stdio: "ignore" });
  nats.once("error", () => end("nats-server is not on the PATH: Debian has it as the package nats-server"));
  nats.once("exit", () => end(`nats-server ended: is port ${values.nats} or ${values.websocket} in use?`));
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://page");
    if (pathname === "/") return void give(response, "text/html; charset=utf-8", readFileSync(`${here}index.html`));
    if (pathname === "/config.json") {
      const websocket = `ws://127.0.0.1:${values.websocket}`;
      return void give(response, "application/json", JSON.stringify({ websocket }));
    }
    const script = /^\/[\w-]+\.js$/.test(pathname) ? read(`${out}${pathname}`) : undefined;
    if (script) return void give(response, "text/javascript; charset=utf-8", script);
    response.writeHead(404).end(`no ${pathname}`);
  });
  server.once("error", ({ message }) => end(message));
  server.listen(Number(values.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${values.port}/`));
  const end = (why?: string) => {
    if (why) console.error(`error: ${why}`);
    process.exitCode = why ? 2 : 0;
    nats.removeAllListeners("exit");
    nats.kill();
    server.close();
    server.closeAllConnections();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end());
}

function give(response: ServerResponse, type: string, body: string | Uint8Array): void {
  response.writeHead(200, { "content-type": type, "cache-control": "no-cache" }).end(body);
}

function read(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
