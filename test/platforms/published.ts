import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The installed package, seen from the folder of the project that installed it. */
export const PACKAGE = "node_modules/optim-wasm";

type Target = string | Readonly<Record<string, string>>;

/** The package's entries with code, and the file that its exports give each under one condition. */
export function entriesOf(folder: string, condition: "default" | "workerd" = "default"): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, PACKAGE, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, Target>>;
  };
  return Object.fromEntries(
    Object.entries(exports)
      .flatMap(([entry, target]) =>
        typeof target === "string" ? [] : [[join("optim-wasm", entry), target[condition] ?? target.default]],
      )
      .map(([entry, file]) => [entry, join(PACKAGE, file)]),
  );
}

/** All files below a folder of the package, seen from that folder. */
export function filesBelow(folder: string, below: string): string[] {
  const found = readdirSync(join(folder, PACKAGE, below), { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map((each) => relative(folder, join(each.parentPath, each.name)));
}
