import { AVERAGE, SLOW } from "../memory/layout.js";
import { requireWhole } from "../memory/whole.js";
import { elements, readValue } from "../model/values.js";
import type { Numbers, Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, isWhole, quote } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { follow, known, look } from "./looking.js";

const ROWS = { width: 0, param: 0 };

export function gatherRows(into: Internals, name: unknown, given: unknown, options: unknown): void {
  const { store, plans } = into;
  const next = look(into, "takeRows", () => {
    requireWhole(into, "takeRows");
    requireKnown("takeRows", ROWS, options);
    const asked = own(options);
    if (typeof name !== "string") complain("name", "a string", name);
    const before = known(into, "takeRows", name);
    if (before.list)
      throw new TypeError(
        `takeRows: ${quote(name)} is itself a row of the matrix ${before.list.name}, which is kept as one: forget its rows`,
      );
    const width = readWidth(asked.width, before);
    const rows = readRows(given, before, before.length / width);
    const shape = { name, element: before.element, length: rows.length * width };
    const param = asked.param === undefined ? undefined : readParam(asked.param, shape);
    const slow = store.layout.slots.includes(SLOW);
    if ((before.averaged || slow) && param === undefined && rows.includes(-1))
      throw new TypeError(
        `new rows of ${quote(name)} need param, its new values, in the options of takeRows: their averages and slow weights begin there`,
      );
    const [tensor] = store.place([shape]);
    // One number of the whole parameter holds for others of its rows, too.
    if (Object.keys(before.sides ?? {}).some((slot) => before.state(slot).length * tensor.state(slot).length !== 1))
      throw new TypeError(
        `takeRows: the state of ${quote(name)} is not one number for each element, none is kept of others: forget it`,
      );
    for (const slot of store.layout.slots) {
      if (before.sides?.[slot] !== undefined) {
        tensor.state(slot).set(before.state(slot));
        continue;
      }
      const fresh = slot === SLOW || (slot === AVERAGE && before.averaged) ? param : undefined;
      gather(tensor.state(slot), before.state(slot), rows, width, fresh);
    }
    return follow(tensor, before);
  });
  store.admit([next]);
  plans.renew();
}

/** Row by row; a new one is zero, or that of `fresh`. */
function gather(to: Numbers, from: Numbers, rows: Int32Array, width: number, fresh: Numbers | undefined): void {
  for (let k = 0; k < rows.length; k++) {
    const [source, row] = rows[k] < 0 ? [fresh, k] : [from, rows[k]];
    if (source) for (let i = 0; i < width; i++) to[k * width + i] = source[row * width + i];
  }
}

function readWidth(width: unknown, { name, length }: Shape): number {
  if (!isWhole(width) || width === 0) complain("width", "a whole number ≥ 1", width, failure(width));
  if (length % width !== 0)
    throw new RangeError(`width must divide the ${length} elements of ${quote(name)}, got ${width}`);
  return width;
}

function readRows(given: unknown, { name }: Shape, height: number): Int32Array {
  if (!Array.isArray(given) && !(ArrayBuffer.isView(given) && "length" in given))
    complain("rows", "an array of row numbers", given);
  const list = given as ArrayLike<unknown>;
  return Int32Array.from({ length: list.length }, (_, k) => {
    const row = list[k];
    if (Number.isInteger(row) && (row as number) >= -1 && (row as number) < height) return row as number;
    return complain(
      `rows[${k}]`,
      `a row of ${quote(name)}, which has ${height}, or -1 for a new one`,
      row,
      failure(row),
    );
  });
}

function failure(value: unknown): ErrorConstructor {
  return typeof value === "number" ? RangeError : TypeError;
}

function readParam(given: unknown, { name, element, length }: Shape): Numbers {
  const found = readValue("param", name, given);
  if (found.element !== element || found.length !== length)
    throw new RangeError(
      `param must be the new ${quote(name)}, ${elements(length)} of float${8 * element}, got ${found.length} of float${8 * found.element}`,
    );
  return typeof found.value === "number" ? [found.value] : found.value;
}
