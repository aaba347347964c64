import type { Kernels } from "../backend/kernels.js";
import { at } from "../model/values.js";
import type { Floats } from "../numbers.js";
import type { Binding } from "../step/binding.js";
import type { Run } from "../step/run.js";
import type { Phases } from "./phase.js";
import { phasedStep } from "./phased-step.js";

/** The kernels of a second phase as those of a rule in two. */
export function inPhases<Chosen extends Kernels>(second: Chosen, phases: Phases): Chosen {
  /** The options that each span's scalars are made of. */
  const optionsOf = new WeakMap<Floats, object>();
  return {
    ...second,
    pack(out: Floats, of: never, options: never, t: number, carried: never) {
      optionsOf.set(out, options);
      // What the second phase adds is written where the sums are known.
      second.pack(out, of, options, t, carried);
    },
    stepsOf(bindings: readonly Binding[], runOf: (binding: Binding) => Run, move: { bindings: readonly Binding[] }) {
      const together = phases.together?.(move.bindings);
      return bindings.map((binding) => {
        if (binding.rows)
          throw new TypeError(
            `${at("grads", binding.name)} is sparse rows: a rule with sums needs them all, give a dense gradient`,
          );
        return phasedStep(runOf(binding), phases, optionsOf, together);
      });
    },
  };
}
