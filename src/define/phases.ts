import type { Kernels } from "../backend/kernels.js";
import type { Machine } from "../backend/machine.js";
import { OWN } from "../kernels/scalars.js";
import { SCRATCH_AT } from "../memory/arena.js";
import { at } from "../model/values.js";
import type { Element, Floats } from "../numbers.js";
import type { Binding } from "../step/binding.js";
import { copyAll, GRADS_IN, PARAMS_IN, PARAMS_OUT, type Run } from "../step/run.js";
import { Interpreter, LANES } from "./interpret.js";
import { kernelsOf, modulesOf } from "./kernels.js";
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

  const step = (run: Run, whole: readonly (readonly number[])[]): void => {
    const { span, windows, bindings } = run;
    const { machine } = span.arena;
    const x = machine.heaps[8].subarray(SCRATCH_AT / 8);
    x.fill(0, 0, LANES * first.sums.length);
    const runFirst = firstOf(machine, span.element, span.extent === "plain" ? 0 : askedBy(span.scalars, 0));
    for (let k = 0; k < windows.length; k++) {
      copyAll(windows[k].copies, PARAMS_IN);
      copyAll(windows[k].copies, GRADS_IN);
      runFirst(...whole[k]);
    }
    first.sums.forEach(({ to }, j) => {
      const k = LANES * j;
      sums[to.name] = x[k] + x[k + 1] + (x[k + 2] + x[k + 3]);
    });
    const { clock } = bindings[0].tensor;
    const made = scalars(sums, optionsOf.get(span.scalars) as never, clock.steps + 1, clock.next);
    for (let k = 0; k < names.length; k++) span.scalars[OWN + own + k] = made[names[k]];
    for (let k = 0; k < windows.length; k++) {
      const { copies, ranges } = windows[k];
      if (windows.length > 1) {
        copyAll(copies, PARAMS_IN);
        if (readsGradient) copyAll(copies, GRADS_IN);
      }
      span.run(ranges);
      copyAll(copies, PARAMS_OUT);
    }
  };

  return {
    ...kernels,
    ...(first.signs && !first.divides ? { signs: true } : {}),
    pack(out, of, options, t, carried) {
      optionsOf.set(out, options as object);
      // What the second phase adds is written where the sums are known.
      kernels.pack(out, of, options, t, carried);
    },
    stepsOf: ((bindings: readonly Binding[], runOf: (binding: Binding) => Run) =>
      bindings.map((binding) => {
        if (binding.rows)
          throw new TypeError(
            `${at("grads", binding.name)} is sparse rows: a rule with sums needs them all, give a dense gradient`,
          );
        const run = runOf(binding);
        let whole: ReturnType<typeof withoutPadding>;
        return {
          begin: run.begin,
          end: run.end,
          accumulate: () => run.accumulate(),
          step: () => step(run, (whole ??= withoutPadding(run))),
        };
      })) as Kernels["stepsOf"],
  };
}

/** What the kernel takes of each window, without the padding, which no sum has. */
function withoutPadding({ windows, bindings: [{ tensor }] }: Run): number[][] {
  return windows.map(({ ranges, at: begin, count }) =>
    ranges.with(ranges.length - 2, Math.min(count, tensor.offset + tensor.length - begin)),
  );
}

type First = (...ranges: readonly number[]) => void;

/** The first phase on a memory with what is asked of gradients, by the calling thread alone: its sums are in one order. */
function firstPhases(rule: RuleText): (machine: Machine, element: Element, asked: number) => First {
  const moduleFor = modulesOf(rule);
  const known = new WeakMap<Machine, First[]>();
  return (machine, element, asked) => {
    const made = known.get(machine) ?? [];
    known.set(machine, made);
    const its = asked & (SCALES | CLIPS | ADDS);
    const js = (x: Floats, all: Floats): { plain: First } => {
      const interpreter = new Interpreter(weave(rule, its), element);
      const totals = all.subarray(SCRATCH_AT / 8);
      return { plain: (...ranges) => interpreter.runIn(x, ranges, totals) };
    };
    return (made[16 * its + element] ??= machine.pass({ wasm: moduleFor(its), js }, element).plain);
  };
}
