import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { binary, execute } from "../installed.js";
import { whileServing } from "./serving.js";

export interface Worker {
  /** Module name → file. The first is the one with `fetch`; a name with `.wasm` is a compiled module. */
  readonly modules: Readonly<Record<string, string>>;
  readonly date: string;
  readonly bindings?: Readonly<Record<string, string>>;
  /** Durable Objects: the binding's name → the exported class. They are kept in the folder, also from run to run. */
  readonly objects?: Readonly<Record<string, string>>;
}

export async function workerdVersion(): Promise<string> {
  return (await execute(binary("workerd"), ["--version"], ".")).trim().replace("workerd ", "");
}

/** Runs a worker by the workerd binary alone, from a configuration in the folder. */
export function whileWorking<T>(folder: string, worker: Worker, use: (origin: string) => Promise<T>): Promise<T> {
  mkdirSync(join(folder, "disk"), { recursive: true });
  writeFileSync(join(folder, "config.capnp"), configuration(folder, worker));
  return whileServing(
    {
      command: binary("workerd"),
      args: ["serve", "--verbose", "--control-fd=3", "config.capnp"],
      cwd: folder,
      ready: /"event":"listen","socket":"http","port":(\d+)/,
    },
    use,
  );
}

function configuration(folder: string, { modules, date, bindings = {}, objects = {} }: Worker): string {
  const listed = Object.entries(modules).map(([name, file]) => {
    const kind = name.includes(".wasm") ? "wasm" : "esModule";
    return `(name = ${JSON.stringify(name)}, ${kind} = embed ${JSON.stringify(relative(folder, file))})`;
  });
  const bound = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  const classes = Object.values(objects).map((name) => `(className = "${name}", uniqueKey = "${name}")`);
  const reached = Object.entries(objects).map(([name, of]) => `(name = "${name}", durableObjectNamespace = "${of}")`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "disk", disk = (path = "disk", writable = true))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);

const main :Workerd.Worker = (
  modules = [
    ${listed.join(",\n    ")}
  ],
  bindings = [${[...bound, ...reached].join(", ")}],
  ${classes.length > 0 ? `durableObjectNamespaces = [${classes.join(", ")}],\n  durableObjectStorage = (localDisk = "disk"),` : ""}
  compatibilityDate = "${date}",
);
`;
}
