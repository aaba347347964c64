import type { Floats, Values } from "../support.js";
import type { Cell } from "./cells.js";
import type { Kept } from "./model.js";
import type { Run } from "./run.js";
import { valueOf } from "./settings.js";

/** Where the library is otherwise than the model, to the bit. */
export function differenceOf({ optimizer, model, cells, before }: Run): string | undefined {
  const all: [string, Cell][] = [
    ...cells,
    ...[...before].flatMap(([name, some]) => some.map((cell): [string, Cell] => [`${name} before`, cell])),
  ];
  for (const [name, { array, values }] of all) {
    const found = unlike(`params ${name}`, array, values);
    if (found) return found;
  }
  for (const slot of model.slots) {
    const found = unlikeMap(`state.${slot}`, optimizer.state[slot], model.kept, ({ slots }) => slots[slot]);
    if (found) return found;
  }
  const averages = unlikeMap("ema", optimizer.ema, model.kept, ({ average }) => average);
  if (averages) return averages;
  const { iterations, skipped, gradNorm } = model;
  const lr = valueOf(model.settings.base.lr ?? (model.settings.defaults.lr as number), iterations);
  const counts: Record<string, unknown> = { iterations, skipped, gradNorm, currentLr: lr };
  for (const [name, expected] of Object.entries(counts)) {
    const actual = optimizer[name as "skipped"];
    if (!Object.is(actual, expected)) return `${name} is ${actual}, expected ${String(expected)}`;
  }
  return undefined;
}

function unlikeMap(
  where: string,
  actual: Readonly<Record<string, Floats>>,
  kept: ReadonlyMap<string, Kept>,
  of: (kept: Kept) => number[] | undefined,
): string | undefined {
  const expected = [...kept].flatMap(([name, each]) => (of(each) ? [[name, of(each)] as const] : []));
  const names = Object.keys(actual).toSorted().join();
  const wanted = expected
    .map(([name]) => name)
    .toSorted()
    .join();
  if (names !== wanted) return `${where} has ${names}, expected ${wanted}`;
  for (const [name, values] of expected) {
    const found = unlike(`${where} ${name}`, actual[name], values as number[]);
    if (found) return found;
  }
  return undefined;
}

export function unlike(where: string, actual: Values, expected: readonly number[]): string | undefined {
  const values = typeof actual === "number" ? [actual] : actual;
  if (values.length !== expected.length) return `${where} has ${values.length} elements, expected ${expected.length}`;
  for (let k = 0; k < expected.length; k++) {
    if (!Object.is(values[k], expected[k])) return `${where}[${k}] is ${values[k]}, expected ${expected[k]}`;
  }
  return undefined;
}
