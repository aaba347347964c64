import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { binary, execute } from "../installed.js";
import { whileServing } from "./serving.js";

export interface Worker {
  /** Module name → file. The first is the one with `fetch`; a name with `.wasm` is a compiled module. */
  readonly modules: Readonly<Record<string, string>>;
  readonly date: string;
  readonly bindings?: Readonly<Record<string, string>>;
}

export function workerdVersion(): string {
  return execute(binary("workerd"), ["--version"], ".").trim().replace("workerd ", "");
}

/** Runs a worker by the workerd binary alone, from a configuration in the folder. */
export function whileWorking<T>(folder: string, worker: Worker, use: (origin: string) => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
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

function configuration(folder: string, { modules, date, bindings = {} }: Worker): string {
  const listed = Object.entries(modules).map(([name, file]) => {
    const kind = name.includes(".wasm") ? "wasm" : "esModule";
    return `(name = ${JSON.stringify(name)}, ${kind} = embed ${JSON.stringify(relative(folder, file))})`;
  });
  const bound = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);

const main :Workerd.Worker = (
  modules = [
    ${listed.join(",\n    ")}
  ],
  bindings = [${bound.join(", ")}],
  compatibilityDate = "${date}",
);
`;
}
