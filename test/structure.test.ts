import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";

const root = new URL("../", import.meta.url);

/** Who may import whom. What a type names costs nothing at run time, but counts. */
const allowed: Record<string, readonly string[]> = {
  "src/index": ["src/optimizers/*", "src/schedules/*", "src/minimize", "src/optimizer", "src/maps", "src/rule", "src/hyper", "src/sparse", "src/state-dict"],
  "src/optimizers/*": ["src/optimizer", "src/rule", "src/bias"],
  "src/schedules/*": ["src/options", "src/schedules/*"],
  "src/minimize": ["src/maps", "src/optimizer", "src/options"],
  "src/optimizer": ["src/averages", "src/backend", "src/checkpoint", "src/hyper", "src/maps", "src/options", "src/rule", "src/span", "src/state-dict", "src/stepper", "src/store"],
  "src/stepper": ["src/averages", "src/examine", "src/hyper", "src/maps", "src/rows", "src/rule", "src/span", "src/store"],
  "src/hyper": ["src/options", "src/rule"],
  "src/examine": ["src/rule", "src/run", "src/span"],
  "src/averages": ["src/maps", "src/span", "src/tensor"],
  "src/checkpoint": ["src/averages", "src/hyper", "src/options", "src/rule", "src/safetensors", "src/span", "src/stepper", "src/store"],
  "src/state-dict": ["src/checkpoint", "src/maps", "src/options", "src/rule", "src/span"],
  "src/store": ["src/arena", "src/backend", "src/layout", "src/maps", "src/options", "src/rule", "src/run", "src/span", "src/tensor"],
  "src/rows": ["src/rule", "src/run", "src/sparse", "src/store"],
  "src/sparse": ["src/options", "src/rule"],
  "src/run": ["src/copy", "src/sparse", "src/rule", "src/span", "src/tensor"],
  "src/copy": ["src/lists", "src/rule", "src/span"],
  "src/lists": ["src/rule"],
  "src/tensor": ["src/layout", "src/rule", "src/span"],
  "src/span": ["src/arena", "src/backend", "src/layout", "src/rule"],
  "src/arena": ["src/backend", "src/layout", "src/rule"],
  "src/full": ["src/rule"],
  "src/backend": ["src/full", "src/hex", "src/kernels", "src/rule"],
  "src/hex": [],
  "src/threads/pool": ["src/backend", "src/hex", "src/options", "src/threads/*"],
  "src/threads/helper": ["src/threads/mail"],
  "src/threads/worker": ["src/backend", "src/threads/board", "src/threads/mail"],
  "src/threads/board": ["src/backend"],
  "src/threads/mail": [],
  "src/threads/embedded": [],
  "src/safetensors": ["src/header", "src/options", "src/rule"],
  "src/header": ["src/options", "src/rule"],
  "src/maps": ["src/lists", "src/options", "src/rule", "src/sparse"],
  "src/options": ["src/rule"],
  "src/layout": ["src/rule"],
  "src/kernels": [],
  "src/bias": [],
  "src/rule": [],
  "assembly/index": ["assembly/*"],
  "assembly/lanes": [],
  "assembly/*": ["assembly/lanes"],
};

const files = ["src", "assembly"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => posix.join(folder, file.replaceAll("\\", "/"))),
);

describe.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, root), "utf8");

  it("imports only what its place in the house allows", () => {
    const rule = allowed[bare(file)] ?? allowed[room(file)];
    expect(rule, "a rule for this file").toBeDefined();
    for (const imported of importsOf(file, text)) {
      expect(rule.includes(imported) || rule.includes(room(imported)), `${file} → ${imported}`).toBe(true);
    }
  });

  it("has no more than 300 lines", () => {
    expect(text.split("\n").length).toBeLessThanOrEqual(300);
  });

  it("names WebAssembly only in the backend, the arena and the threads", () => {
    const free = ["src/backend.ts", "src/arena.ts"].includes(file) || file.startsWith("src/threads/");
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "").replaceAll(/"[^"]*"|`[^`]*`/g, "");
    expect(!free && code.includes("WebAssembly")).toBe(false);
  });
});

describe("no optimizer's name", () => {
  const shared = ["optimizer", "stepper", "hyper", "examine", "averages", "checkpoint", "state-dict", "rows", "store", "tensor", "run", "copy", "lists", "span", "arena", "layout", "maps", "options", "backend", "full", "rule"];
  const rooms = [...shared.map((name) => `src/${name}.ts`), ...readdirSync(new URL("bench", root)).filter((f) => f.endsWith(".ts")).map((f) => `bench/${f}`)];

  it.each(rooms)("appears in the code of %s", (file) => {
    const code = readFileSync(new URL(file, root), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    for (const { name } of catalog) expect(code).not.toMatch(new RegExp(`\\b${name}\\b`, "i"));
  });
});

it("each optimizer has its kernel, class, row and fixture under one name", () => {
  const named = (folder: string, ending: string) =>
    readdirSync(new URL(folder, root)).filter((f) => f.endsWith(ending)).map((f) => f.slice(0, -ending.length));
  const names = catalog.map(({ name }) => name).toSorted();
  expect(named("src/optimizers", ".ts").toSorted()).toEqual(names);
  expect(named("assembly", ".ts").filter((n) => !["index", "lanes", "squares", "accumulate"].includes(n)).toSorted()).toEqual(names);
  expect(named("test/fixtures", ".json").filter((n) => !["problem", "schedules", "safetensors", "training"].includes(n)).toSorted()).toEqual(names);
});

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/\bfrom\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g)].map(([, a, b]) => {
    const path = a ?? b;
    return path.startsWith(".") ? bare(posix.join(posix.dirname(file), path)) : path;
  });
}

function bare(file: string): string {
  return file.replace(/\.[jt]s$/, "");
}

function room(file: string): string {
  return `${posix.dirname(file)}/*`;
}
