import type { RowList, Tensor } from "../memory/tensor.js";
import { quote } from "../options/messages.js";
import type { Whence } from "./entries.js";

/** What goes to a parameter. */
interface Moving {
  readonly name: string;
  readonly tensor: Tensor;
}

/** Throws where the rows of a list, which are one matrix, would not go on together from one count of steps. */
export function requireLists<Each extends Moving>(
  moving: readonly Each[],
  stepsOf: (each: Each) => number | undefined,
  whence: Whence,
): void {
  const found = new Map<RowList, Each[]>();
  for (const each of moving) {
    const { list } = each.tensor;
    if (list) found.set(list, [...(found.get(list) ?? []), each]);
  }
  for (const [{ name, rows }, some] of found) {
    if (some.length !== rows)
      throw new RangeError(
        `${whence} has ${some.length} rows of ${quote(name)}, which has ${rows} here: the rows of a list are one matrix, load all`,
      );
    const other = some.find((each) => stepsOf(each) !== stepsOf(some[0]));
    if (other)
      throw new RangeError(
        `${quote(other.name)} has other steps than ${quote(some[0].name)} in ${whence}: the rows of a list are one matrix, with one count`,
      );
  }
}
