import { isPart, type Tensor } from "./tensor.js";

/** Where a part of a parameter begins in it, and how long the whole is. */
export type Range = readonly [from: number, of: number];

/** Throws where an optimizer has a part of some parameters alone, for what goes over whole ones. */
export function requireWhole(
  { title, store }: { readonly title: string; readonly store: { readonly tensors: ReadonlyMap<string, Tensor> } },
  who: string,
): void {
  if (hasParts(store.tensors.values()))
    throw new TypeError(
      `${who} takes an optimizer with all of its state, this ${title} has a shard of it: ` +
        "save files of all ranks and load them into a whole optimizer",
    );
}

/** Whether some of these are parts of their parameters. */
export function hasParts(tensors: Iterable<Tensor>): boolean {
  return [...tensors].some(isPart);
}

/** Which part of its parameter it is, which may be all of it or nothing. */
export function rangeOf({ span, length, resident, whole }: Tensor): Range {
  if (whole === undefined || whole === resident) return [0, length];
  const from = (resident as typeof whole).param.byteOffset - whole.param.byteOffset;
  return [Math.min(Math.max(from / span.element, 0), whole.param.length), whole.param.length];
}
