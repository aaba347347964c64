import type { Kernels } from "../backend/kernels.js";
import { LANES } from "../kernels/scalars.js";
import { at } from "../model/values.js";
import type { Floats } from "../numbers.js";
import type { Binding } from "../step/binding.js";
import { copyAll, GRADS_IN, PARAMS_IN, PARAMS_OUT, type Run } from "../step/run.js";
import { lanesIn, type Begun, type Moving, type Phases, type Sums } from "./phase.js";

/** The kernels of a second phase as those of a rule in two. */
export function inPhases<Chosen extends Kernels>(second: Chosen, phases: Phases): Chosen {
  const { sums: names, firstOn, made, place, scalars, readsGradient } = phases;
  /** The options that each span's scalars are made of. */
  const optionsOf = new WeakMap<Floats, object>();

  /** One parameter's step; `join` does the second phases of several, once each has been through the first. */
  const stepOf = (run: Run, join?: (step: Begun) => void): Begun => {
    const { span, begin, end, bindings } = run;
    const [{ tensor }] = bindings;
    const first = firstOn(span);
    const lanes = lanesIn(span.arena.machine.heaps[8]);
    const sums: Record<string, number> = {};
    /** What the first takes of each window: without the padding, which no sum has. */
    let whole: readonly (readonly number[])[] | undefined;
    const move = (of: Sums): void => {
      const { windows } = run;
      const { steps, next } = tensor.clock;
      const own = scalars(of, begun.options, steps + 1, next, tensor);
      for (let k = 0; k < made.length; k++) span.scalars[place + k] = own[made[k]];
      for (let k = 0; k < windows.length; k++) {
        const { copies, ranges } = windows[k];
        // A single window is still in its tile.
        if (join || windows.length > 1) {
          copyAll(copies, PARAMS_IN);
          if (readsGradient) copyAll(copies, GRADS_IN);
        }
        span.run(ranges);
        copyAll(copies, PARAMS_OUT);
      }
    };
    const begun = {
      begin,
      end,
      tensor,
      sums,
      options: undefined as never,
      move,
      accumulate: () => run.accumulate(),
      step() {
        const { windows } = run;
        begun.options = optionsOf.get(span.scalars) as never;
        whole ??= withoutPadding(run);
        lanes.fill(0);
        for (let k = 0; k < windows.length; k++) {
          copyAll(windows[k].copies, PARAMS_IN);
          copyAll(windows[k].copies, GRADS_IN);
          first(whole[k]);
        }
        for (let j = 0; j < names.length; j++) {
          const k = LANES * j;
          sums[names[j]] = lanes[k] + lanes[k + 1] + (lanes[k + 2] + lanes[k + 3]);
        }
        if (join) join(begun);
        else move(sums);
      },
    };
    return begun;
  };

  return {
    ...second,
    pack(out: Floats, of: never, options: never, t: number, carried: never) {
      optionsOf.set(out, options);
      // What the second phase adds is written where the sums are known.
      second.pack(out, of, options, t, carried);
    },
    stepsOf(bindings: readonly Binding[], runOf: (binding: Binding) => Run, move: Moving) {
      const join = phases.together?.(move);
      return bindings.map((binding) => {
        if (binding.rows)
          throw new TypeError(
            `${at("grads", binding.name)} is sparse rows: a rule with sums needs them all, give a dense gradient`,
          );
        return stepOf(runOf(binding), join);
      });
    },
  };
}

function withoutPadding({ windows, bindings: [{ tensor }] }: Run): number[][] {
  return windows.map(({ ranges, at: begin, count }) =>
    ranges.with(ranges.length - 2, Math.min(count, tensor.offset + tensor.length - begin)),
  );
}
