import type { RowList } from "../memory/tensor.js";
import { placeInList, rowName } from "../model/rows.js";
import { NODE, type Node } from "../model/tree.js";
import { at } from "../model/values.js";
import type { Numbers, Shape } from "../numbers.js";
import { elementsOf, givenFor, readShape } from "./shapes.js";

/** A parameter, and where the model holds it, if that is known. */
export interface Placed extends Shape {
  readonly node?: Node | undefined;
}

/**
 * The lists among these parameters whose rows are matrices together, by the names of the rows: all that such a list has are
 * parameters of one length, one type and one group. Throws a `TypeError` where a row is missing that the model has.
 */
export function listsIn(
  all: Iterable<Placed>,
  shapes: unknown,
  groupOf: (name: string) => number,
): ReadonlyMap<string, RowList> {
  const found = new Map<string, Map<number, Placed>>();
  const members = new Map<string, number>();
  for (const of of all) {
    const { name } = of;
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const above = name.slice(0, dot);
      members.set(above, (members.get(above) ?? 0) + 1);
    }
    const row = placeInList(name);
    if (row === undefined) continue;
    const rows = found.get(row.list) ?? new Map<number, Placed>();
    found.set(row.list, rows.set(row.place, of));
  }
  const lists = new Map<string, RowList>();
  for (const [name, rows] of found) {
    const list = members.get(name) === rows.size ? listOf(name, rows, shapes, groupOf) : undefined;
    if (list) for (const row of rows.values()) lists.set(row.name, list);
  }
  return lists;
}

/** What the rows of a list are called, in their order. */
export function rowsOf({ name, rows }: Pick<RowList, "name" | "rows">): string[] {
  return Array.from({ length: rows }, (_, place) => rowName(name, place));
}

function listOf(
  name: string,
  rows: ReadonlyMap<number, Placed>,
  shapes: unknown,
  groupOf: (name: string) => number,
): RowList | undefined {
  const here = [...rows.values()];
  const [{ element, length }] = here;
  const node = here.find((row) => row.node?.isList)?.node;
  const names = rowsOf({ name, rows: node ? node.items.length : here.length });
  const group = groupOf(names[0]);
  const alike =
    here.every((row) => row.element === element && row.length === length) &&
    names.every((row) => groupOf(row) === group) &&
    (!node || holdsRowsOf(node, length));
  if (length === 0 || !alike) return undefined;
  const whole = { name, element, length: names.length * length };
  const given = givenFor(shapes, name);
  const fits = Array.isArray(given) && elementsOf(given as number[]) === whole.length;
  if (!fits && names.some((row) => givenFor(shapes, row) !== undefined)) return undefined;
  const missing = names.find((_, k) => !rows.has(k));
  if (missing !== undefined && !node) return undefined;
  if (missing !== undefined) throw new TypeError(notWhole(name, missing));
  return {
    ...whole,
    rows: names.length,
    shape: given === undefined ? [names.length, length] : readShape(given, whole),
  };
}

function holdsRowsOf({ items, holder }: Node, length: number): boolean {
  return items.every(({ is, key }) => is !== NODE && lengthOf(holder[key]) === length);
}

function lengthOf(value: unknown): number {
  return typeof value === "number" ? 1 : (value as Numbers).length;
}

/** That a row does not move with the others, as a message. */
export function notWhole(list: string, row: string): string {
  return (
    `${at("params", row)} does not move with the other rows of ${list}, which are one matrix: it has no gradient, other state or ` +
    `another optimizer. Give zeros, or null to all rows; or have each on its own, by a shape of its own: ` +
    `shapes: { ${JSON.stringify(row)}: [columns] }`
  );
}
