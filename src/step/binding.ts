import type { Entry } from "../model/maps.js";
import type { TouchedRows } from "../model/sparse.js";
import type { Numbers } from "../numbers.js";
import type { Tensor } from "../memory/tensor.js";

/** A parameter and the arrays that an update gives for it. */
export interface Binding {
  readonly tensor: Tensor;
  /** Of a plain number, a list of it alone. */
  param: Numbers;
  grad: Numbers;
  /** Whether the map holds a plain number, to be replaced there, and whether its gradient is one. */
  readonly scalar: boolean;
  readonly scalarGrad: boolean;
  /** Whether both are `number[]`. */
  readonly lists: boolean;
  /** Whether `param` is the span's own memory, and whether `grad` is. */
  readonly paramResident: boolean;
  readonly gradResident: boolean;
  /** In place of `grad`, where only some rows are touched. */
  readonly rows: TouchedRows | undefined;
}

export function bindingOf(tensor: Tensor, { param, grad, rows }: Pick<Entry, "param" | "grad"> & Partial<Entry>): Binding {
  const scalar = typeof param === "number";
  const scalarGrad = typeof grad === "number";
  return {
    tensor,
    param: scalar ? [param] : param,
    grad: scalarGrad ? [grad] : grad,
    scalar,
    scalarGrad,
    lists: (scalar || Array.isArray(param)) && (scalarGrad || Array.isArray(grad)),
    paramResident: param === tensor.resident?.param,
    gradResident: grad === tensor.resident?.grad,
    rows,
  };
}
