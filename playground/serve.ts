import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { buildPlayground, OUT } from "./build.js";
import { ISOLATION, policy } from "./policy.js";

const HELP = `npm run playground -- [options]

Builds the playground and serves it, cross-origin isolated and under its policy.

  --port N    the port (default 5173)
  --no-wasm   a policy that forbids WebAssembly
  --help      this text`;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".map": "application/json",
};

const { values } = parseArgs({
  options: { port: { type: "string", default: "5173" }, "no-wasm": { type: "boolean" }, help: { type: "boolean" } },
});
if (values.help) console.log(HELP);
else {
  await buildPlayground();
  const headers = { ...ISOLATION, "content-security-policy": policy({ wasm: !values["no-wasm"] }) };
  const server = createServer(({ url = "/" }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, "http://site").pathname)).replace(/\/$/, "/index.html");
    const file = join(OUT, path);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end(`no ${path}`);
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache", ...headers });
    return createReadStream(file).pipe(response);
  });
  server.listen(Number(values.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${values.port}/`));
}
