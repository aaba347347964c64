import type { Internals } from "../internals.js";
import { complain, describe, quote } from "../options/messages.js";
import { isSchedule } from "../options/read.js";
import { BUFFER, type TorchNames } from "./names.js";
import { slotsOf } from "./slots.js";
import type { Param } from "./params.js";

/** A group of a dict, as it is to be here. */
export interface Fitting {
  readonly params: readonly Param[];
  readonly combination: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether PyTorch has state of any of them. */
  readonly begun: boolean;
}

/** Throws for an option that is for the constructor alone, and is another here. */
export function requireSame(
  { title, hyper }: Internals,
  { combination, options }: Pick<Fitting, "combination" | "options">,
): void {
  for (const [name, value] of Object.entries(options)) {
    const here = hyper.option(combination, name);
    if ("fixed" in hyper.specs[0][name] && value !== here) {
      throw new RangeError(
        `${name} is ${describe(value)} in param_groups and ${describe(here)} here: give new ${title}({ ${name}: ${describe(value)} })`,
      );
    }
  }
}

/** Throws for what an optimizer that is already made cannot become, and for what its rule cannot keep exactly. */
export function requireFit(
  { title, kernels, hyper }: Internals,
  torch: TorchNames,
  { params, combination, options, begun }: Fitting,
): void {
  const { unless, instead } = torch;
  const share = unless === undefined ? undefined : options[unless];
  const buffered = slotsOf(kernels).some((slot) => torch.slots[slot] === BUFFER);
  if (!buffered && share !== undefined && share !== 0) {
    throw new RangeError(
      `${unless} is ${describe(share)} in param_groups and 0 here: give new ${title}({ ${unless}: ${describe(share)} })`,
    );
  }
  if (!torch.rated) return;
  if (share === 0 && params.length > 0 && !begun)
    throw new RangeError(`${unless} in param_groups is 0, so that there is no velocity: ${instead} takes it`);
  const { lr } = options;
  if (lr !== undefined && !Number.isFinite(lr)) complain("lr", "a finite number", lr);
  if (!begun) return;
  const within = `${title} keeps the rate within its velocity: ${instead} takes it`;
  if (lr === undefined || lr === 0) throw new RangeError(`lr in param_groups is ${describe(lr)}, and ${within}`);
  if (isSchedule(hyper.option(combination, "lr")))
    throw new RangeError(`lr of ${quote(params[0].name)} is a schedule here, and ${within}`);
}
