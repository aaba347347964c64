import type { Tensor } from "../memory/tensor.js";
import type { Internals } from "../internals.js";
import { quote } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";

/** Looks at what may call back, as the groups' functions do; an update, or another look, is refused meanwhile. */
export function look<Result>({ counts: { phase } }: Internals, who: string, at: () => Result): Result {
  return phase.during(who, at);
}

/** So many names in a message. */
const SHOWN = 9;

/** A parameter that has state, and its own values in its place. */
export function known({ store, title }: Internals, who: string, name: string): Tensor {
  const tensor = store.tensors.get(name);
  if (tensor === undefined) {
    const names = [...store.tensors.keys()];
    const some = names.slice(0, SHOWN).map(quote).join(", ") + (names.length > SHOWN ? ", …" : "");
    throw new RangeError(`${title} has no state of ${quote(name)}, only of ${some || "nothing yet"}`);
  }
  requireOwn(tensor, who);
  return tensor;
}

/** Has a tensor, not yet kept, go on as another did: what is counted of them is the same. */
export function follow(next: Tensor, { averaged, gathered, clock }: Tensor): Tensor {
  return Object.assign(next, { averaged, gathered, clock });
}
