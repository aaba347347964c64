import { complain, isForeign, isObject } from "../options/messages.js";
import { Sparse } from "./sparse.js";
import { at } from "./values.js";

/** What holds parameters: a map, an object of any class, or a list. */
export type Fields = Record<string, unknown>;

/** What stands under a key of a node: a parameter that moves, one that stays as it is, or a node. */
export const LEAF = 0;
export const STILL = 1;
export const NODE = 2;

export interface Item {
  readonly is: typeof LEAF | typeof STILL | typeof NODE;
  readonly key: string;
}

/** A part of a model that holds parameters, or nodes that do. */
export class Node implements Item {
  readonly is = NODE;
  /** In the order of the holder's keys. */
  readonly items: Item[] = [];
  readonly isList: boolean;
  readonly prototype: unknown;
  /** Of the gradients beside it, by which it was read. */
  gradsPrototype: unknown;
  #isStill: boolean | undefined;
  /** Whether it is of a class, whose fields need not all be parameters. */
  readonly isInstance: boolean;

  constructor(
    /** The object that was found here last. */
    public holder: Fields,
    readonly key: string,
    readonly name: string,
    readonly above?: Node,
  ) {
    this.isList = Array.isArray(holder);
    const prototype: unknown = Object.getPrototypeOf(holder);
    this.prototype = prototype;
    // Plain objects of other realms have another prototype, which has none either.
    this.isInstance = !this.isList && prototype !== null && Object.getPrototypeOf(prototype) !== null;
  }

  /** Whether a value here is no part of the model. */
  passesOver(value: unknown): boolean {
    return this.isInstance && (value === null || PASSED_OVER.includes(typeof value));
  }

  /** Whether nothing at or below it moves. */
  get isStill(): boolean {
    return (this.#isStill ??= this.items.every((item) => (item instanceof Node ? item.isStill : item.is === STILL)));
  }
}

const PASSED_OVER = ["function", "string", "boolean", "undefined"];

/** A value of a model that is no node: a parameter, if it is right. */
export interface Leaf {
  /** Its path. */
  readonly name: string;
  readonly key: string;
  readonly node: Node;
  /** Its place among the node's items. */
  readonly place: number;
  /** What the gradients have there. */
  readonly grad: unknown;
}

export interface Tree {
  readonly root: Node;
  /** By path, in order. */
  readonly leaves: readonly Leaf[];
  /** Whether a loop over its nodes finds nothing else. */
  recognisable: boolean;
}

/**
 * Reads a model, and its gradients beside it: null where there are none. Throws for what is no model, for cycles, for two
 * leaves of one name, and for nodes that have not the same shape.
 */
export function readTree(label: string, model: unknown, grads: unknown = null): Tree {
  requireModel(label, model);
  const leaves: Leaf[] = [];
  const names = new Set<string>();
  let recognisable = true;
  const visit = (node: Node, beside: unknown): Node => {
    const { holder, items } = node;
    if (inherits(holder) || inherits(beside)) recognisable = false;
    node.gradsPrototype = beside && Object.getPrototypeOf(beside);
    for (const key of keysOf(node)) {
      const value = holder[key];
      const name = nameOf(node, key);
      const grad = beside && (Object.hasOwn(beside, key) ? (beside as Fields)[key] : undefined);
      if (isNode(value)) {
        for (let up: Node | undefined = node; up; up = up.above)
          if (up.holder === value) throw new TypeError(`${at(label, name)} is what holds it: a model has no cycles`);
        if (grad !== null) requireLike(at("grads", name), grad, at(label, name), value);
        items.push(visit(new Node(value, key, name, node), grad));
      } else if (!node.passesOver(value)) {
        if (names.has(name)) throw new TypeError(`${at(label, name)} is there twice: as a name and as a path`);
        names.add(name);
        leaves.push({ name, key, node, place: items.length, grad });
        items.push({ is: LEAF, key });
      }
    }
    return node;
  };
  const root = visit(new Node(model, "", ""), grads);
  if (leaves.length === 0) throw new TypeError(`${label} has no parameters: only own enumerable fields count`);
  return { root, leaves, recognisable };
}

export function requireModel(label: string, model: unknown): asserts model is Fields {
  if (!isNode(model)) complain(label, "an object of arrays", model, TypeError, whenMap(model));
}

/** The gradients of a node are held as its parameters are. */
function requireLike(label: string, grads: unknown, its: string, node: unknown): void {
  if (grads === undefined) throw new TypeError(`${label} is missing`);
  if (Array.isArray(node) ? !Array.isArray(grads) : Array.isArray(grads) || !isNode(grads))
    complain(label, `shaped as ${its}`, grads, TypeError, whenMap(grads));
}

function whenMap(value: unknown): string {
  return value instanceof Map ? ": pass Object.fromEntries(it)" : "";
}

/** An array of numbers is a leaf, an array of anything else a node. */
export function isNode(value: unknown): value is Fields {
  // Not by firstOther: where that meets lists of objects too, V8 boxes each number that it looks at.
  if (Array.isArray(value)) return value.some((each) => typeof each === "object" && each !== null);
  return isObject(value) && !(value instanceof Sparse) && !isForeign(value);
}

/** The same model of other leaves, frozen; the rest of what is passed over is in it where it is to be `whole`. */
export function copyOf(node: Node, leaves: ReadonlyMap<string, unknown>, whole: boolean): object {
  const { holder, items, prototype } = node;
  let k = 0;
  const entries = keysOf(node).flatMap((key): [string, unknown][] => {
    const item = items[k];
    if (item?.key !== key) return whole ? [[key, holder[key]]] : [];
    k++;
    return [[key, item instanceof Node ? copyOf(item, leaves, whole) : leaves.get(nameOf(node, key))]];
  });
  if (node.isList) return Object.freeze(entries.map(([, value]) => value));
  const made = Object.fromEntries(entries);
  return Object.freeze(whole && node.isInstance ? (Object.setPrototypeOf(made, prototype as object) as object) : made);
}

function nameOf({ above, name }: Node, key: string): string {
  return above ? `${name}.${key}` : key;
}

function keysOf({ holder, isList }: Node): string[] {
  return isList ? Array.from(holder as unknown as unknown[], (_, k) => String(k)) : Object.keys(holder);
}

/** Whether it has names by inheritance, which a loop over it would take for its own; but for methods. */
function inherits(holder: unknown): boolean {
  for (const name in holder as Fields)
    if (!Object.hasOwn(holder as Fields, name) && typeof (holder as Fields)[name] !== "function") return true;
  return false;
}
