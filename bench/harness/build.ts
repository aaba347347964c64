import { pathToFileURL } from "node:url";
import { catalog, type Row } from "../../test/catalog.js";
import { repeated } from "./isolate.js";
import type { Block } from "./measure.js";
import { seededMap, type FloatMap, type Shape } from "./shapes.js";

/** What the benches use of an optimizer, whichever build it comes from. */
export interface Optimizer {
  update(params: object, grads: object, options?: object): unknown;
  allocate(model: object): { readonly params: FloatMap; readonly grads: FloatMap };
  readonly state: Readonly<Record<string, FloatMap>>;
  readonly ema: FloatMap;
}

/** A build of the package, used as its users do. */
export interface Build {
  has(row: Row): boolean;
  create(row: Row, options?: object): Optimizer;
  readonly sparseRows: (rows: readonly number[], values: Float32Array) => object;
}

/** The build whose main file this is; this folder's own without. */
export async function load(file: string | URL = new URL("../../dist/index.js", import.meta.url)): Promise<Build> {
  const { href } = typeof file === "string" ? pathToFileURL(file) : file;
  const library = (await import(href)) as Record<string, new (options?: object) => Optimizer> & Build;
  const { sparseRows } = library;
  const create = (row: Row, options?: object) => new library[classOf(row)](options);
  return { has: (row) => classOf(row) in library, create, sparseRows };
}

let copies = 0;

/** This folder's build once more, with memories of its own. */
export function loadAnew(): Promise<Build> {
  return load(new URL(`../../dist/index.js?copy=${copies++}`, import.meta.url));
}

export function classOf(row: Row): string {
  return row.create().constructor.name;
}

export function rowOf(name: string): Row {
  const row = catalog.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`the catalog has no ${name}`);
  return row;
}

/** An optimizer with its arrays, and how its update is called again and again. */
export interface Subject {
  readonly optimizer: Optimizer;
  readonly params: FloatMap;
  readonly grads: FloatMap;
  readonly block: Block;
}

export function allocated(optimizer: Optimizer, shape: Shape, call?: string): Subject {
  const { params, grads } = optimizer.allocate(seededMap(shape, 1));
  for (const [name, values] of Object.entries(seededMap(shape, 2))) grads[name].set(values);
  return { optimizer, params, grads, block: calling(optimizer, params, grads, call) };
}

/** On the caller's typed arrays, or on what `convert` makes of them. */
export function callers(optimizer: Optimizer, shape: Shape, convert: (map: FloatMap) => object = (map) => map): Block {
  return calling(optimizer, convert(seededMap(shape, 1)), convert(seededMap(shape, 2)));
}

export function calling(
  optimizer: Optimizer,
  params: object,
  grads: object,
  call = "optimizer.update(params, grads);",
): Block {
  return repeated(call, { optimizer, params, grads });
}
