import type { Entry } from "../model/maps.js";
import type { Range } from "../model/overlap.js";
import type { TouchedRows } from "../model/sparse.js";
import type { Numbers } from "../numbers.js";
import type { Tensor } from "../memory/tensor.js";

/** A parameter and the arrays that an update gives for it. */
export interface Binding {
  readonly name: string;
  readonly tensor: Tensor;
  /** Of a plain number, a list of it alone. */
  param: Numbers;
  grad: Numbers;
  /** Where in its memory the parameter lies, if it is known to be there alone. */
  alone: Range[] | undefined;
  /** Whether the map holds a plain number, to be replaced there, and whether its gradient is one. */
  readonly scalar: boolean;
  readonly scalarGrad: boolean;
  /** What a run has alike: sums of LISTS, PARAM_RESIDENT and GRAD_RESIDENT. */
  readonly kind: number;
  /** In place of `grad`, where only some rows are touched. */
  readonly rows: TouchedRows | undefined;
}

/** Both are `number[]`, or plain numbers. */
export const LISTS = 1;
/** `param` is the span's own memory; `grad` is. */
export const PARAM_RESIDENT = 2;
export const GRAD_RESIDENT = 4;

export function bindingOf(
  tensor: Tensor,
  { param, grad, rows }: Pick<Entry, "param" | "grad"> & Partial<Entry>,
): Binding {
  const { resident } = tensor;
  const scalar = typeof param === "number";
  const scalarGrad = typeof grad === "number";
  const values = { param: scalar ? [param] : param, grad: scalarGrad ? [grad] : grad };
  const lists = Array.isArray(values.param) && Array.isArray(values.grad) ? LISTS : 0;
  const kind = lists + (param === resident?.param ? PARAM_RESIDENT : 0) + (grad === resident?.grad ? GRAD_RESIDENT : 0);
  return { name: tensor.name, tensor, ...values, alone: undefined, scalar, scalarGrad, kind, rows };
}
