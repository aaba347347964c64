import { readParam, type Found } from "../model/maps.js";
import { rangesOf } from "../model/overlap.js";
import { copyOf, readTree, type Leaf, type Node, type Tree } from "../model/tree.js";
import type { ParamValue } from "../model/types.js";
import { at } from "../model/values.js";
import type { Element, Floats, Numbers } from "../numbers.js";
import { complain } from "../options/messages.js";

/** The numbers of a model one after the other, leaf by leaf in the order of their names. */
export class Point {
  readonly length: number;
  readonly leaves: readonly Leaf[];
  /** Of each leaf, how many bytes its numbers have. */
  readonly elements: readonly Element[];
  /** Where each leaf begins. */
  readonly begins: readonly number[];
  readonly root: Node;
  /** A plain map of numbers, which a loop over its names reads fastest. */
  readonly flat: Record<string, number> | undefined;
  readonly label: string;
  readonly model: unknown;

  /** Throws for what is no model, and, unless an optimizer looks at that, for what cannot be written to or shares memory. */
  constructor(label: string, model: unknown, isLookedAt = false) {
    const isNumbers = Array.isArray(model) ? typeof model[0] === "number" : ArrayBuffer.isView(model);
    if (isNumbers) complain(label, "an object of arrays", model, TypeError, ": numbers alone are { p: numbers }");
    const tree = readTree(label, model);
    const found = tree.leaves.map((leaf) => readParam(label, leaf, isLookedAt));
    if (!isLookedAt) rangesOf(label, found);
    this.model = model;
    this.label = label;
    this.leaves = tree.leaves;
    this.elements = found.map(({ element }) => element);
    this.root = tree.root;
    let length = 0;
    this.begins = found.map((each) => (length += each.length) - each.length);
    this.length = length;
    if (isFlat(tree, found)) this.flat = model as Record<string, number>;
  }

  /** Its numbers, into an array. */
  save(to: Float64Array): void {
    let k = 0;
    if (this.flat) for (const name in this.flat) to[k++] = this.flat[name];
    else for (const { node, key } of this.leaves) k = copy(to, k, node.holder[key] as ParamValue);
  }

  /** The numbers as an array of their own. */
  read(): Float64Array {
    const to = new Float64Array(this.length);
    this.save(to);
    return to;
  }

  /** Sets its numbers, where they are others; those of a `Float32Array` are rounded. */
  put(from: ArrayLike<number>): void {
    let k = 0;
    for (const { node, key } of this.leaves) {
      const target = node.holder[key] as ParamValue;
      if (typeof target === "number") {
        if (target !== from[k]) node.holder[key] = from[k];
        k++;
      } else for (let i = 0; i < target.length; i++, k++) if (target[i] !== from[k]) target[i] = from[k];
    }
  }

  /** Its numbers, into an array for each leaf. */
  saveTo(views: readonly Floats[]): void {
    for (let leaf = 0; leaf < views.length; leaf++) {
      const { node, key } = this.leaves[leaf];
      const value = node.holder[key] as ParamValue;
      if (typeof value === "number") views[leaf][0] = value;
      else if (views[leaf] !== value) copyTo(views[leaf], value);
    }
  }

  /** Sets them to those of an array for each leaf, but for those that are the model's own. */
  putViews(views: readonly Floats[]): void {
    for (let leaf = 0; leaf < views.length; leaf++) {
      const { node, key } = this.leaves[leaf];
      const [target, view] = [node.holder[key] as ParamValue, views[leaf]];
      if (typeof target === "number") node.holder[key] = view[0];
      else if (Array.isArray(target)) for (let i = 0; i < view.length; i++) target[i] = view[i];
      else if (target.buffer !== view.buffer || target.byteOffset !== view.byteOffset) target.set(view);
    }
  }

  /** The same model of other leaves, as `copyOf` makes it. */
  copy(leafOf: (leaf: number) => unknown, whole: boolean): object {
    return copyOf(this.root, new Map(this.leaves.map(({ name }, leaf) => [name, leafOf(leaf)])), whole);
  }

  /** Sets one number; what it has become, as a `Float32Array` rounds. */
  set(k: number, value: number): number {
    const leaf = this.leafOf(k);
    const { node, key } = this.leaves[leaf];
    const target = node.holder[key] as ParamValue;
    if (typeof target === "number") return (node.holder[key] = value);
    target[k - this.begins[leaf]] = value;
    return target[k - this.begins[leaf]];
  }

  /** The number of the leaf that has the k-th number. */
  leafOf(k: number): number {
    let leaf = this.begins.length - 1;
    while (this.begins[leaf] > k || this.lengthOf(leaf) === 0) leaf--;
    return leaf;
  }

  lengthOf(leaf: number): number {
    return (this.begins[leaf + 1] ?? this.length) - this.begins[leaf];
  }

  /** How a message names the k-th number, or what another model has for it. */
  nameOf(k: number, label = this.label): string {
    const leaf = this.leafOf(k);
    const { name, node, key } = this.leaves[leaf];
    return at(label, name) + (typeof node.holder[key] === "number" ? "" : `[${k - this.begins[leaf]}]`);
  }

  /** Whether some number is another than in this array. */
  differs(from: Float64Array): boolean {
    let k = 0;
    if (this.flat) {
      for (const name in this.flat) if (this.flat[name] !== from[k++]) return true;
      return false;
    }
    for (const { node, key } of this.leaves) {
      const value = node.holder[key] as ParamValue;
      if (typeof value === "number") {
        if (value !== from[k++]) return true;
      } else for (let i = 0; i < value.length; i++) if (value[i] !== from[k++]) return true;
    }
    return false;
  }
}

/** Into an array, from its begin: a few numbers one by one, which is faster than `set`. */
export function copyTo(to: Floats, from: Numbers): void {
  if (from.length > 16) to.set(from);
  else for (let i = 0; i < from.length; i++) to[i] = from[i];
}

function isFlat({ root, recognisable }: Tree, found: readonly Found[]): boolean {
  return (
    recognisable &&
    !root.isInstance &&
    !root.isList &&
    found.every(({ node, param }) => node.above === undefined && typeof param === "number")
  );
}

function copy(to: Float64Array, k: number, value: ParamValue): number {
  if (typeof value === "number") to[k] = value;
  else if (Array.isArray(value)) for (let i = 0; i < value.length; i++) to[k + i] = value[i];
  else to.set(value, k);
  return k + (typeof value === "number" ? 1 : value.length);
}
