import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { RuleError } from "./rule.js";

export const FOLDERS = { 4: "f32", 8: "f64" } as const;

/** The modules of a source for both types of element, which asc is given as if it stood in `build` of this folder. */
export async function compile(
  root: string,
  name: string,
  source: string,
): Promise<Record<4 | 8, Uint8Array<ArrayBuffer>>> {
  const { main } = await import("assemblyscript/asc");
  const [single, double] = await Promise.all(
    Object.values(FOLDERS).map(async (folder) => {
      const entry = `build/${folder}/${name}.ts`;
      let written: Uint8Array<ArrayBuffer> | undefined;
      const { error, stderr } = await main([entry, "--baseDir", root, "--outFile", "module.wasm"], {
        readFile: (file, base) => (file === entry ? source : readFile(resolve(base, file), "utf8").catch(() => null)),
        writeFile: (_, content) => void (written = Uint8Array.from(content as Uint8Array)),
      });
      if (error || !written) throw new RuleError(`${stderr.toString()}${error?.message}`);
      return written;
    }),
  );
  return { 4: single, 8: double };
}
