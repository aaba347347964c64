import type { Tensor } from "../memory/tensor.js";
import type { Floats } from "../numbers.js";
import { copyAll, GRADS_IN, PARAMS_IN, PARAMS_OUT, type Run } from "../step/run.js";
import { LANES } from "../kernels/scalars.js";
import { lanesIn, type Phases, type Sums } from "./phase.js";

/** A step that has been through the first phase. */
export interface Begun {
  readonly tensor: Tensor;
  readonly sums: Sums;
  readonly options: never;
  /** The second phase. */
  move(sums: Sums): void;
}

/** One parameter's step, in two phases; `optionsOf` has those that each span's scalars are made of. */
export function phasedStep(
  run: Run,
  { sums: names, firstOn, places, scalars, readsGradient }: Phases,
  optionsOf: WeakMap<Floats, object>,
  /** Does the second phases of several steps, once each has been through the first; else each does its own. */
  together: ((step: Begun) => void) | undefined,
): Pick<Run, "begin" | "end" | "accumulate" | "step"> {
  const { span, begin, end, bindings } = run;
  const [{ tensor }] = bindings;
  const first = firstOn(span);
  const lanes = lanesIn(span.arena.machine.heaps[8]);
  const sums: Record<string, number> = {};
  /** What the first takes of each window: without the padding, which no sum has. */
  let whole: readonly (readonly number[])[] | undefined;

  const step = (): void => {
    const { windows } = run;
    const options = optionsOf.get(span.scalars) as never;
    whole ??= withoutPadding(run);
    lanes.fill(0);
    for (let k = 0; k < windows.length; k++) {
      copyAll(windows[k].copies, PARAMS_IN);
      copyAll(windows[k].copies, GRADS_IN);
      first(whole[k]);
    }
    names.forEach((name, j) => {
      const k = LANES * j;
      sums[name] = lanes[k] + lanes[k + 1] + (lanes[k + 2] + lanes[k + 3]);
    });
    const move = (of: Sums): void => {
      const { steps, next } = tensor.clock;
      const made = scalars(of, options, steps + 1, next, tensor);
      for (const name in places) span.scalars[places[name]] = made[name];
      for (let k = 0; k < windows.length; k++) {
        const { copies, ranges } = windows[k];
        // A single window is still in its tile.
        if (together || windows.length > 1) {
          copyAll(copies, PARAMS_IN);
          if (readsGradient) copyAll(copies, GRADS_IN);
        }
        span.run(ranges);
        copyAll(copies, PARAMS_OUT);
      }
    };
    if (together) together({ tensor, sums, options, move });
    else move(sums);
  };
  return { begin, end, accumulate: () => run.accumulate(), step };
}

function withoutPadding({ windows, bindings: [{ tensor }] }: Run): number[][] {
  return windows.map(({ ranges, at: begin, count }) =>
    ranges.with(ranges.length - 2, Math.min(count, tensor.offset + tensor.length - begin)),
  );
}
