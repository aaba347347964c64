import { floatsOf } from "../numbers.js";
import type { Found, Given } from "./maps.js";
import { placeOf } from "./overlap.js";
import { at } from "./values.js";

/** Each place in memory once, under its first name, with the others that it has. */
export function distinct(all: readonly Found[]): Found[] {
  const firsts = new Map<unknown, Found[]>();
  return all.filter((entry) => {
    const { memory, begin, end } = placeOf(entry);
    const there = firsts.get(memory) ?? [];
    firsts.set(memory, [...there, entry]);
    const first = there.find((other) => {
      const place = placeOf(other);
      return place.begin === begin && place.end === end && other.element === entry.element;
    });
    if (first) (first.tied as Found[]).push(entry);
    return !first;
  });
}

/** The sum of the gradients given under all names of one place; null counts as none. */
export function summed(entry: Found, read: (each: Found) => Given): Given {
  const given = [entry, ...entry.tied].map(read).filter(({ stays }) => !stays);
  if (given.length < 2) return given[0] ?? { grad: [], stays: true };
  if (given.every(({ rows }) => rows))
    throw new TypeError(
      `${at("grads", entry.name)} and its tied ones are sparse rows: give all of them as one, and null for the others`,
    );
  // What is added to −0 stays what it is.
  const sum = new (floatsOf(entry.element))(entry.length).fill(-0);
  for (const { grad, rows } of given) {
    if (rows) rows.sums.forEach((value, k) => (sum[rows.placeOf(k)] += value));
    else for (let i = 0; i < sum.length; i++) sum[i] += typeof grad === "number" ? grad : grad[i];
  }
  return { grad: sum };
}
