import type { Kernels, RuleKernels } from "../backend/kernels.js";
import { seedOf } from "../backend/bfloat16.js";
import { SEED } from "../kernels/scalars.js";
import { copyAll, GRADS_IN, PARAMS_IN, PARAMS_OUT, type Run } from "../step/run.js";

/** What steps one parameter. */
export type Step = Pick<Run, "begin" | "end" | "accumulate" | "step">;

/** Of state as wide as the parameter. */
export function wholeStep(run: Run, kernels: Kernels): Step {
  const [{ tensor }] = run.bindings;
  const { span, element } = tensor;
  const { machine } = span.arena;
  const places = kernels.slots.map((slot) => tensor.state(slot).byteOffset / element);
  return directStep(run, machine.rule(kernels, element), (begin) =>
    places.map((place) => (place + begin) * machine.unit(element)),
  );
}

/** Of bfloat16: its kernels take where the parameter begins too. */
export function halfStep(run: Run, kernels: Kernels): Step {
  const [{ tensor }] = run.bindings;
  const { machine } = tensor.span.arena;
  const unit = machine.unit(4);
  // In elements of their own where positions are such.
  const places = kernels.slots.map((slot) => tensor.state(slot).byteOffset / (unit === 1 ? 2 : 1));
  return directStep(run, machine.rule(kernels, 4), (begin) => [0, ...places].map((place) => place + begin * unit));
}

/** `before` has what the kernels take before the average, from an element of the parameter on. */
function directStep(run: Run, kernels: RuleKernels, before: (begin: number) => number[]): Step {
  const { span, begin, end, bindings } = run;
  const [{ tensor }] = bindings;
  let ranges: readonly (readonly number[])[] | undefined;
  const step = (): void => {
    const { windows } = run;
    ranges ??= windows.map(({ ranges: given, at }) => given.toSpliced(2, 0, ...before(at - tensor.offset)));
    span.scalars[SEED] = seedOf(tensor.clock.steps + 1);
    for (let k = 0; k < windows.length; k++) {
      const { copies } = windows[k];
      copyAll(copies, PARAMS_IN);
      copyAll(copies, GRADS_IN);
      kernels[span.extent](ranges[k]);
      copyAll(copies, PARAMS_OUT);
    }
  };
  return { begin, end, accumulate: () => run.accumulate(), step };
}
