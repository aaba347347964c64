import type { Kernels, ScalarsOf, Wasm } from "../backend/kernels.js";
import type { Machine } from "../backend/machine.js";
import { OWN } from "../kernels/scalars.js";
import { SCRATCH_AT } from "../memory/arena.js";
import type { Element, Floats } from "../numbers.js";
import type { Binding } from "../step/binding.js";
import type { CopiedPart, Run, Window } from "../step/run.js";
import { Interpreter, LANES } from "./interpret.js";
import { assembled, kernelsOf } from "./kernels.js";
import { weave } from "./loop.js";
import type { RuleText } from "./read.js";
import { ADDS, askedBy, CLIPS, SCALES } from "./woven.js";

export const MOST_SUMS = 32;

/** The scalars of a second phase, of the sums over a parameter. */
export type SecondScalars = (
  sums: Readonly<Record<string, number>>,
  options: never,
  t: number,
  carried: Readonly<Record<string, number>>,
) => Readonly<Record<string, number>>;

/** The kernels of a rule in two phases: the first adds up over each parameter, the second moves it by what is made of that. */
export function phasedKernels(first: RuleText, second: RuleText, own: number, scalars: SecondScalars): Kernels {
  const kernels = kernelsOf(second);
  const names = second.scalars.slice(own);
  /** The options that each span's scalars are made of. */
  const optionsOf = new WeakMap<Floats, object>();
  const firstOf = firstPhases(first);
  const sums: Record<string, number> = {};
  const readsGradient = weave(second).loads.includes("g");

  const finish = ({ span, bindings }: Run): void => {
    const x = sumsOn(span.arena.machine);
    first.sums.forEach(({ to }, j) => {
      const at = LANES * j;
      sums[to.name] = x[at] + x[at + 1] + (x[at + 2] + x[at + 3]);
    });
    const { clock } = bindings[0].tensor;
    const made = scalars(sums, optionsOf.get(span.scalars) as never, clock.steps + 1, clock.next);
    for (let k = 0; k < names.length; k++) span.scalars[OWN + own + k] = made[names[k]];
  };

  const step = (run: Run): void => {
    const { span, windows, bindings } = run;
    const { machine } = span.arena;
    sumsOn(machine).fill(0, 0, LANES * first.sums.length);
    for (let k = 0; k < windows.length; k++) {
      copyIn(windows[k], true);
      const ranges = [...windows[k].ranges];
      const { tensor } = bindings[0];
      // Without the padding, which no sum has.
      ranges[ranges.length - 2] = Math.min(windows[k].count, tensor.offset + tensor.length - windows[k].at);
      firstOf(machine, span.element, span.extent === "plain" ? 0 : askedBy(span.scalars, 0))(ranges);
    }
    finish(run);
    for (let k = 0; k < windows.length; k++) {
      if (windows.length > 1) copyIn(windows[k], readsGradient);
      span.run(windows[k].ranges);
      for (const { binding, param } of windows[k].copies) param?.copyOut(binding.param);
    }
  };

  return {
    ...kernels,
    ...(first.signs && !first.divides ? { signs: true } : {}),
    pack<Options>(
      out: Floats,
      of: ScalarsOf<Options, string>,
      options: Options,
      t: number,
      carried: Readonly<Record<string, number>>,
    ) {
      optionsOf.set(out, options as object);
      const made = of(options, t, carried);
      for (let k = 0; k < own; k++) out[OWN + k] = made[first.scalars[k]];
    },
    stepsOf: ((bindings: readonly Binding[], runOf: (binding: Binding) => Run) =>
      bindings.map((binding) => {
        if (binding.rows)
          throw new TypeError(
            `grads[${JSON.stringify(binding.name)}] is sparse rows: a rule with sums needs them all, give a dense gradient`,
          );
        const run = runOf(binding);
        return { begin: run.begin, end: run.end, accumulate: () => run.accumulate(), step: () => step(run) };
      })) as Kernels["stepsOf"],
  };
}

function copyIn({ copies }: Pick<Window, "copies">, grads: boolean): void {
  for (const { binding, param, grad } of copies as readonly CopiedPart[]) {
    param?.copyIn(binding.param);
    if (grads) grad?.copyIn(binding.grad);
  }
}

function sumsOn({ heaps }: Machine): Floats {
  return heaps[8].subarray(SCRATCH_AT / 8, SCRATCH_AT / 8 + LANES * MOST_SUMS);
}

type First = (ranges: readonly number[]) => void;

/** The first phase on a memory with what is asked of gradients, by the calling thread alone: its sums are in one order. */
function firstPhases(rule: RuleText): (machine: Machine, element: Element, asked: number) => First {
  const modules: Wasm[] = [];
  const known = new WeakMap<Machine, First[]>();
  const make = (machine: Machine, element: Element, asked: number): First => {
    const interpreted = (x: Floats, all: Floats) => {
      const interpreter = new Interpreter(weave(rule, asked), element);
      const totals = all.subarray(SCRATCH_AT / 8);
      const arrays = Array<Floats>(rule.slots.length + rule.inputs.length + 3).fill(x);
      return {
        plain: (...ranges: number[]) => {
          const last = ranges.length - 1;
          interpreter.run(arrays, ranges, ranges[last - 1], x, ranges[last], totals);
        },
      };
    };
    const { plain } = machine.pass({ wasm: (modules[asked] ??= assembled(rule, asked)), js: interpreted }, element);
    return (ranges) => plain(...ranges);
  };
  return (machine, element, asked) => {
    const made = known.get(machine) ?? [];
    known.set(machine, made);
    const its = asked & (SCALES | CLIPS | ADDS);
    return (made[16 * its + element] ??= make(machine, element, its));
  };
}
