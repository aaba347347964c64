import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";
import { matrices } from "./rows/matrices.js";
import { gaps, listingOf } from "./recipe.js";

const root = new URL("../", import.meta.url);

/** The floors: what a folder's files may import, beside their own folder and the ground. */
const allowed: Record<string, readonly string[]> = {
  "src/index": [
    "src/optimizers",
    "src/partition",
    "src/passes",
    "src/schedules",
    "src/fit",
    "src/sparse",
    "src/face",
    "src/step",
    "src/model",
    "src/options",
    "src/backend",
  ],
  "src/optimizers": [
    "src/optimizers/shared",
    "src/matrices",
    "src/phases",
    "src/small",
    "src/face",
    "src/options",
    "src/kernels",
  ],
  "src/optimizers/shared": ["src/matrices", "src/phases", "src/face", "src/options", "src/kernels"],
  "src/face": ["src/step", "src/memory", "src/backend", "src/model", "src/options"],
  "src/step": ["src/memory", "src/backend", "src/model", "src/options"],
  "src/partition": ["src/face", "src/step", "src/memory", "src/model", "src/options"],
  "src/passes": ["src/face", "src/phases", "src/step", "src/memory", "src/options"],
  "src/phases": ["src/step", "src/memory", "src/backend", "src/model", "src/options", "src/kernels"],
  "src/small": ["src/step", "src/memory", "src/backend", "src/model", "src/kernels"],
  "src/memory": ["src/backend", "src/model", "src/kernels"],
  "src/backend": ["src/kernels"],
  "src/kernels": ["src/backend"],
  "src/model": ["src/options"],
  "src/options": [],
  "src/schedules": ["src/options"],
  "src/matrices": ["src/memory", "src/backend", "src/kernels"],
  "src/sparse": ["src/memory", "src/backend", "src/model", "src/options", "src/kernels"],
  "src/fit": ["src/face", "src/memory", "src/backend", "src/model", "src/options", "src/kernels"],
  "src/checkpoint": ["src/face", "src/partition", "src/step", "src/memory", "src/model", "src/options"],
  "src/state": ["src/face", "src/partition", "src/checkpoint", "src/step", "src/memory", "src/model", "src/options"],
  "src/torch": ["src/face", "src/partition", "src/checkpoint", "src/memory", "src/model", "src/options"],
  "src/tfjs": ["src/face", "src/checkpoint", "src/sparse", "src/step", "src/memory", "src/model", "src/options"],
  "src/define": [
    "src/face",
    "src/phases",
    "src/step",
    "src/memory",
    "src/model",
    "src/options",
    "src/backend",
    "src/kernels",
  ],
  "src/define/testing": ["src/define", "src/checkpoint", "src/face", "src/options"],
  "src/threads": ["src/backend", "src/options"],
  "src/distributed": [
    "src/face",
    "src/checkpoint",
    "src/step",
    "src/memory",
    "src/model",
    "src/options",
    "src/backend",
    "src/kernels",
  ],
  "src/distributed/local": ["src/distributed", "src/options"],
  "src/distributed/threads": ["src/distributed", "src/options"],
  "src/distributed/mpi": ["src/distributed", "src/options"],
  "src/distributed/nats": [
    "src/distributed",
    "src/face",
    "src/checkpoint",
    "src/memory",
    "src/model",
    "src/options",
    "@nats-io",
  ],
  assembly: [],
  "assembly/passes": ["assembly"],
};

/** What stands in `src` itself: the ground, which all may import, and the face, a floor of its own. */
const STANDING: Record<string, string> = {
  "src/numbers": "ground",
  "src/bias": "ground",
  "src/arithmetic": "ground",
  "src/random": "ground",
  "src/kernels/scalars": "ground",
  "src/optimizer": "src/face",
  "src/optimizer-class": "src/face",
  "src/evaluated": "src/face",
  "src/common-options": "src/face",
  "src/call-options": "src/face",
  "src/internals": "src/face",
  "src/rule": "src/face",
  "src/index": "src/index",
};

const files = ["src", "assembly"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => posix.join(folder, file.replaceAll("\\", "/"))),
);

describe.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, root), "utf8");

  it("imports only what its place in the house allows", () => {
    const floor = floorOf(file);
    if (floor === "ground") return expect(importsOf(file, text)).toEqual([]);
    expect(allowed[floor], "a rule for this folder").toBeDefined();
    for (const imported of importsOf(file, text)) {
      expect(["ground", floor, ...allowed[floor]], `${file} → ${imported}`).toContain(floorOf(imported));
    }
  });

  it("names WebAssembly only in the backend, the arena and the threads", () => {
    const free = file.startsWith("src/backend/") || file === "src/memory/arena.ts" || file.startsWith("src/threads/");
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "").replaceAll(/"[^"]*"|`[^`]*`/g, "");
    expect(!free && code.includes("WebAssembly")).toBe(false);
  });
});

describe("no code file has more than 250 lines:", () => {
  const folders = ["src", "assembly", "scripts", "test", "bench", "examples", "site", "playground"];
  const code = folders.flatMap((folder) =>
    filesBelow(folder).filter((file) => /\.([cm]?[jt]s|py|c|html|css)$/.test(file)),
  );

  it("each of the folders has some", () => {
    for (const folder of folders)
      expect(code.filter((file) => file.startsWith(`${folder}/`)).length).toBeGreaterThan(folder === "site" ? 4 : 9);
  });

  it.each(code)("%s", (file) => {
    expect(readFileSync(new URL(file, root), "utf8").split("\n").length).toBeLessThanOrEqual(250);
  });
});

describe("no optimizer's name", () => {
  const shared = files.filter(
    (file) =>
      /^src\/((optimizer|internals)\.ts|common-options|(step|phases|sparse|memory|model|options|checkpoint|state|torch|fit|define|threads|backend)\/)/.test(
        file,
      ) && file !== "src/torch/names.ts",
  );
  const rooms = [
    ...shared,
    ...["bench", "bench/harness", "bench/compare", "bench/report", "bench/startup", "bench/convergence"].flatMap(
      (folder) =>
        readdirSync(new URL(folder, root))
          .filter((f) => f.endsWith(".ts"))
          .map((f) => `${folder}/${f}`),
    ),
  ];

  it.each(rooms)("appears in the code of %s", (file) => {
    const code = readFileSync(new URL(file, root), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    for (const { name } of catalog) expect(code).not.toMatch(new RegExp(`\\b${name}\\b`, "i"));
  });
});

it("each optimizer has its rule, class, row, export and fixture under one name", () => {
  expect(
    gaps(
      listingOf(
        fileURLToPath(root),
        [...catalog, ...matrices].map(({ name }) => name),
      ),
    ),
  ).toEqual([]);
});

/** All files of a folder but what is installed or written there. */
function filesBelow(folder: string): string[] {
  return readdirSync(new URL(folder, root), { withFileTypes: true })
    .filter(({ name }) => !["node_modules", "dist", "build", "out", "pages", "cache"].includes(name))
    .flatMap((each) => (each.isDirectory() ? filesBelow(`${folder}/${each.name}`) : [`${folder}/${each.name}`]));
}

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/\bfrom\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g)].map(([, a, b]) => {
    const path = a ?? b;
    return path.startsWith(".") ? bare(posix.join(posix.dirname(file), path)) : path;
  });
}

function bare(file: string): string {
  return file.replace(/\.[jt]s$/, "");
}

function floorOf(file: string): string {
  return STANDING[bare(file)] ?? posix.dirname(file).replace(/^src\/kernels\/wasm$/, "src/kernels");
}
