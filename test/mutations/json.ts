import { below, pick, type Random } from "./random.js";
import { strings, values } from "./words.js";

/** A text of JSON with one or two values or names changed. */
export function mutateJson(text: string, random: Random): string {
  let mutated = text;
  for (let count = 1 + below(2, random); count > 0; count--) {
    const root = parse(mutated);
    if (!isTree(root)) return pick(strings, random);
    editTree(root, random);
    mutated = JSON.stringify(root);
  }
  return mutated;
}

export function editTree(root: Tree, random: Random): void {
  const trees = [
    root,
    ...Object.values(root).flatMap((value) => (isTree(value) ? [value, ...Object.values(value).filter(isTree)] : [])),
  ];
  const tree = pick(trees, random);
  const names = Object.keys(tree);
  const name = pick(names, random) ?? "x";
  const other = pick(names, random) ?? "x";
  const old = tree[name];
  const put = (key: string, value: unknown) =>
    void Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true });
  pick(
    [
      () => put(name, pick(values, random)),
      () =>
        put(name, typeof old === "number" ? old + pick([-8, -4, -1, 1, 4, 8, old, 0.5], random) : pick(values, random)),
      () => put(name, typeof old === "string" ? pick(strings, random) : old),
      () =>
        put(
          Array.isArray(tree) ? String(tree.length) : pick(strings, random),
          pick([old, pick(values, random)], random),
        ),
      () => {
        if (Array.isArray(tree)) tree.splice(Number(name), 1);
        else delete tree[name];
      },
      () => {
        put(name, tree[other]);
        put(other, old);
      },
      () => {
        if (Array.isArray(tree)) return;
        delete tree[name];
        put(pick(strings, random), old);
      },
    ],
    random,
  )();
}

type Tree = Record<string, unknown> | (unknown[] & Record<string, unknown>);

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}

export function parse(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
