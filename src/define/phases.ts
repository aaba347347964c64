import type { Kernel, Kernels } from "../backend/kernels.js";
import { OWN } from "../kernels/scalars.js";
import type { Span } from "../memory/span.js";
import type { Floats } from "../numbers.js";
import { inPhases } from "../phases/in-phases.js";
import { lanesIn, type SecondScalars } from "../phases/phase.js";
import { Interpreter } from "./interpret.js";
import { kernelsOf, modulesOf } from "./kernels.js";
import { weave } from "./loop.js";
import type { RuleText } from "./read.js";
import { ADDS, askedBy, CLIPS, SCALES } from "./woven.js";

/** The kernels of a rule in two phases: the first adds up over each parameter, the second moves it by what is made of that. */
export function phasedKernels(first: RuleText, second: RuleText, own: number, scalars: SecondScalars): Kernels {
  const kernels = { ...kernelsOf(second), ...(first.signs && !first.divides ? { signs: true as const } : {}) };
  return inPhases(kernels, {
    sums: first.sums.map(({ to }) => to.name),
    firstOn: firstPhases(first),
    made: second.scalars.slice(own),
    place: OWN + own,
    scalars,
    readsGradient: weave(second).loads.includes("g"),
  });
}

/** The first phase on a span, each with what is asked of gradients made when it is first run. */
function firstPhases(rule: RuleText): (span: Span) => Kernel {
  const moduleFor = modulesOf(rule);
  return (span) => {
    const made: ((...ranges: readonly number[]) => void)[] = [];
    const make = (asked: number): (typeof made)[0] => {
      const js = (x: Floats, all: Floats): { plain: (typeof made)[0] } => {
        const interpreter = new Interpreter(weave(rule, asked), span.element);
        const lanes = lanesIn(all);
        return { plain: (...ranges) => interpreter.runIn(x, ranges, lanes) };
      };
      return span.arena.machine.pass({ wasm: moduleFor(asked), js }, span.element).plain;
    };
    return (ranges) => {
      const asked = span.extent === "plain" ? 0 : askedBy(span.scalars, 0) & (SCALES | CLIPS | ADDS);
      (made[asked] ??= make(asked))(...ranges);
    };
  };
}
