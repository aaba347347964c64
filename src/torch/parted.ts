import type { Parted } from "../internals.js";
import { quote } from "../options/messages.js";
import { own } from "../options/read.js";
import { namesOf } from "./names.js";
import type { LoadStateDictOptions } from "./read-options.js";
import { goOn, read } from "./read.js";
import { WHENCE } from "./states.js";
import { entriesOf, listOf } from "./tensors.js";
import { write, type StateDict } from "./write.js";

/** The dicts of several optimizers that move one model, each of its own, as `[each.state_dict() for each in optimizers]`. */
export interface PartitionStateDict {
  /** One for each part, in their order. */
  readonly optimizers: readonly StateDict[];
}

/** @internal */
export function writeParts({ of }: Parted, approximate: boolean): PartitionStateDict {
  return { optimizers: of.map((part) => write(part, approximate)) };
}

/** @internal Has all parts go on, or none. */
export function readParts(into: Parted, dict: unknown, told: LoadStateDictOptions): void {
  const found = entriesOf("a state dict of a Partition", dict, "{ optimizers }").get("optimizers");
  const dicts = listOf("optimizers in the state dict", found, "the list of the parts' dicts");
  if (dicts.length !== into.of.length)
    throw new RangeError(
      `the state dict has optimizers of a Partition with ${dicts.length} parts, and this one has ${into.of.length}`,
    );
  const names = told.names === undefined ? undefined : listOf("names", told.names, "an array of texts");
  // Who has both decays is told which one it is; where none has, the first refuses it.
  const both = into.of.map(({ title }) => namesOf(title).decouples);
  const isTold = (k: number) => both[k] || !both.includes(true);
  let at = 0;
  const readings = into.of.map((part, k) =>
    read(part, dicts[k], isTold(k) ? told : own({ ...told, decoupled: undefined }), (count) => {
      at += count;
      return names?.slice(at - count, at);
    }),
  );
  if (names && names.length !== at)
    throw new RangeError(`names must be ${at} names, of all parts one after another, got ${names.length}`);
  readings.forEach(({ saved: { steps = new Map() } }, k) => {
    for (const name of steps.keys()) {
      const here = into.partOf(name);
      if (here !== k)
        throw new RangeError(`${quote(name)} is in optimizers[${k}] of ${WHENCE} and of parts[${here}] here`);
    }
  });
  goOn(readings);
  Object.assign(into.counts, {
    iterations: Math.max(...readings.map(({ saved }) => saved.counts.iterations)),
    skipped: 0,
  });
  into.renew();
}
