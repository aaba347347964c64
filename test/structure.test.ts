import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";

const root = new URL("../", import.meta.url);

/** The floors: which folders a folder's files may import, beside their own. "" is what stands in `src` itself. */
const allowed: Record<string, readonly string[]> = {
  "src/": ["src/optimizers", "src/schedules", "src/fit", "src/checkpoint", "src/torch", "src/step", "src/memory", "src/backend", "src/model", "src/options"],
  "src/optimizers": ["src/"],
  "src/schedules": ["src/options"],
  "src/fit": ["src/", "src/model", "src/options"],
  "src/checkpoint": ["src/", "src/step", "src/memory", "src/options"],
  "src/torch": ["src/", "src/checkpoint", "src/memory", "src/model", "src/options"],
  "src/threads": ["src/backend", "src/options"],
  "src/step": ["src/", "src/memory", "src/backend", "src/model", "src/options"],
  "src/memory": ["src/", "src/backend", "src/step"],
  "src/backend": ["src/"],
  "src/model": ["src/", "src/memory", "src/step", "src/options"],
  "src/options": ["src/"],
  "assembly": [],
};

const files = ["src", "assembly"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => posix.join(folder, file.replaceAll("\\", "/"))),
);

describe.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, root), "utf8");

  it("imports only what its place in the house allows", () => {
    const folder = folderOf(file);
    expect(allowed[folder], "a rule for this folder").toBeDefined();
    for (const imported of importsOf(file, text)) {
      expect([folder, ...allowed[folder]], `${file} → ${imported}`).toContain(folderOf(imported));
    }
  });

  it("has no more than 300 lines", () => {
    expect(text.split("\n").length).toBeLessThanOrEqual(300);
  });

  it("names WebAssembly only in the backend, the arena and the threads", () => {
    const free = file.startsWith("src/backend/") || file === "src/memory/arena.ts" || file.startsWith("src/threads/");
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "").replaceAll(/"[^"]*"|`[^`]*`/g, "");
    expect(!free && code.includes("WebAssembly")).toBe(false);
  });
});

describe("no optimizer's name", () => {
  const shared = files.filter((file) => /^src\/(optimizer\.ts|rule\.ts|(step|memory|model|options|checkpoint|torch|fit|threads|backend)\/)/.test(file) && !/embedded|kernels/.test(file));
  const rooms = [...shared, ...readdirSync(new URL("bench", root)).filter((f) => f.endsWith(".ts")).map((f) => `bench/${f}`)];

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

function folderOf(file: string): string {
  const folder = posix.dirname(file);
  return folder === "src" ? "src/" : folder;
}
