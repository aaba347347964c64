import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export interface Served {
  readonly origin: string;
  /** What the page posts to /report, the first time it does. */
  readonly report: Promise<unknown>;
  readonly close: () => void;
}

export interface Site {
  /** URL prefix → folder; the first that fits is taken. */
  readonly folders: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What becomes of the text of a module on its way out. */
  readonly rewrite?: (module: string) => string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".wasm": "application/wasm",
  ".css": "text/css; charset=utf-8",
};

/** A static server on a free port of 127.0.0.1. */
export async function serve(site: Site): Promise<Served> {
  const { promise: report, resolve } = deferred();
  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url === "/report") {
      void textOf(request).then((text) => resolve(JSON.parse(text)));
      response.writeHead(204).end();
    } else {
      answer(site, request, response);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, report, close };
}

function answer(
  { folders, headers, rewrite = (text) => text }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname));
  const prefix = Object.keys(folders).find((start) => path.startsWith(start));
  const file = prefix && join(folders[prefix], path.slice(prefix.length));
  if (path === "/favicon.ico") {
    response.writeHead(204).end();
  } else if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end(`no ${path}`);
  } else {
    const body = extname(file) === ".mjs" ? rewrite(readFileSync(file, "utf8")) : readFileSync(file);
    response
      .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...headers })
      .end(body);
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function deferred(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise<unknown>((settle) => (resolve = settle));
  return { promise, resolve };
}
