/**
 * Loops over `number[]`, apart from those over typed arrays: V8 keeps one feedback for each source function, and a loop
 * that meets both kinds is 2× slower. Several elements a turn: a turn of one costs .5 to .8 ns more, Emerald Rapids.
 */

/** The first element that is no number; the length where there is none. */
export function firstOther(list: readonly unknown[]): number {
  const last = list.length - 16;
  let i = 0;
  while (i <= last && areNumbers(list, i) && areNumbers(list, i + 8)) i += 16;
  while (i < list.length && typeof list[i] === "number") i++;
  return i;
}

function areNumbers(list: readonly unknown[], i: number): boolean {
  return (
    typeof list[i] === "number" &&
    typeof list[i + 1] === "number" &&
    typeof list[i + 2] === "number" &&
    typeof list[i + 3] === "number" &&
    typeof list[i + 4] === "number" &&
    typeof list[i + 5] === "number" &&
    typeof list[i + 6] === "number" &&
    typeof list[i + 7] === "number"
  );
}

/** Fills `x` with the elements of `list` from `from` on. */
export function bringList(x: Float64Array, list: readonly number[], from: number): void {
  const n = x.length;
  let i = 0;
  for (; i < n - 7; i += 8) {
    bringFour(x, i, list, from + i);
    bringFour(x, i + 4, list, from + i + 4);
  }
  for (; i < n; i++) x[i] = list[from + i];
}

function bringFour(x: Float64Array, i: number, list: readonly number[], k: number): void {
  x[i] = list[k];
  x[i + 1] = list[k + 1];
  x[i + 2] = list[k + 2];
  x[i + 3] = list[k + 3];
}

/** The same for a gradient of float32 parameters. */
export function bringSingles(x: Float32Array, list: readonly number[], from: number): void {
  const n = x.length;
  for (let i = 0; i < n; i++) x[i] = list[from + i];
}

/** The way back. */
export function takeList(x: Float64Array, list: number[], from: number): void {
  const n = x.length;
  let i = 0;
  for (; i < n - 3; i += 4) takeFour(x, i, list, from + i);
  for (; i < n; i++) list[from + i] = x[i] * 1;
}

// Times 1, V8 stores a number without asking whether it is one: 1.6× as fast.
function takeFour(x: Float64Array, i: number, list: number[], k: number): void {
  list[k] = x[i] * 1;
  list[k + 1] = x[i + 1] * 1;
  list[k + 2] = x[i + 2] * 1;
  list[k + 3] = x[i + 3] * 1;
}
