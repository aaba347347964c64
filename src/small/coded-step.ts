import { SCRATCH_AT } from "../memory/arena.js";
import { Copy } from "../memory/copies.js";
import { roundUp } from "../memory/layout.js";
import { GRAD_RESIDENT, PARAM_RESIDENT, type Binding } from "../step/binding.js";
import type { Run } from "../step/run.js";
import type { Step } from "./direct-step.js";
import { coding, TABLE, tables } from "./int8.js";
import { BLOCK, scaleOf, type SmallKernels } from "./kinds.js";

/** Elements whose state is decoded at once: with parameters and gradients they stay in the first-level cache. */
const PART = 1024;
const both = /* @__PURE__ */ tables();

/** What one part takes. */
interface Part {
  readonly param: Copy | undefined;
  readonly grad: Copy | undefined;
  readonly ranges: readonly number[];
  readonly slots: readonly { readonly codes: number; readonly scales: number }[];
  readonly count: number;
}

/** One parameter's step: part by part its state is decoded, the ordinary rule run on it, and encoded again. */
export function codedStep(
  binding: Binding,
  run: Run,
  { whole, squares }: SmallKernels["small"],
  gradSlot: string | undefined,
): Step {
  const { tensor } = binding;
  const { span } = tensor;
  const { machine } = span.arena;
  const { heap } = span;
  // In the scratch, which nothing else uses meanwhile, behind what is decoded.
  const tablesAt = SCRATCH_AT + 4 * PART * whole.slots.length;
  const kernels = machine.rule(whole, 4);
  const { decode, encode } = machine.pass(coding, 4);
  const slots = whole.slots.map((slot, k) => ({
    at: SCRATCH_AT + 4 * PART * k,
    table: tablesAt + (squares.includes(slot) ? 4 * TABLE : 0),
  }));
  let parts: readonly Part[] | undefined;
  const step = (): void => {
    parts ??= partsOf(binding, whole.slots, gradSlot);
    const { param, grad } = binding;
    heap.set(both, tablesAt / 4);
    for (let k = 0; k < parts.length; k++) {
      const part = parts[k];
      const { count } = part;
      part.param?.copyIn(param);
      part.grad?.copyIn(grad);
      for (let j = 0; j < slots.length; j++)
        decode(part.slots[j].codes, slots[j].at, count, part.slots[j].scales, slots[j].table);
      kernels[span.extent](part.ranges);
      for (let j = 0; j < slots.length; j++) {
        // Vectors have no elements behind the last.
        if (count % 16 !== 0) heap.fill(0, slots[j].at / 4 + count, slots[j].at / 4 + roundUp(count, 16));
        encode(part.slots[j].codes, slots[j].at, count, part.slots[j].scales, slots[j].table);
      }
      part.param?.copyOut(param);
    }
  };
  return { begin: run.begin, end: run.end, accumulate: () => run.accumulate(), step };
}

function partsOf({ tensor, kind }: Binding, names: readonly string[], gradSlot: string | undefined): Part[] {
  const { span, length, offset } = tensor;
  const unit = span.arena.machine.unit(4);
  const params = (kind & PARAM_RESIDENT) !== 0;
  const grads = gradSlot !== undefined || (kind & GRAD_RESIDENT) !== 0;
  const gradsBase = gradSlot === undefined ? span.grads : span.slot(gradSlot);
  const decoded = names.map((_, k) => (SCRATCH_AT / 4 + PART * k) * unit);
  return Array.from({ length: Math.ceil(length / PART) }, (_, k) => {
    const at = k * PART;
    const count = Math.min(PART, length - at);
    const paramsAt = params ? span.params + offset + at : span.paramsTile;
    const gradsAt = grads ? gradsBase + offset + at : span.gradsTile;
    return {
      param: params ? undefined : new Copy(span.view(paramsAt, count), at),
      grad: grads ? undefined : new Copy(span.view(gradsAt, count), at),
      ranges: span.rangesFor(paramsAt, gradsAt, offset + at, count).toSpliced(2, 0, ...decoded),
      slots: names.map((slot) => ({
        codes: tensor.state(slot).byteOffset + at,
        scales: tensor.state(scaleOf(slot)).byteOffset + (4 * at) / BLOCK,
      })),
      count,
    };
  });
}
