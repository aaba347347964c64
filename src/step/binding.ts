import type { Entry } from "../model/maps.js";
import type { Range } from "../model/overlap.js";
import type { TouchedRows } from "../model/sparse.js";
import type { Numbers } from "../numbers.js";
import type { Tensor } from "../memory/tensor.js";
import { LEAF, type Item, type Node } from "../model/tree.js";

/** A parameter and the arrays that an update gives for it. */
export interface Binding extends Item {
  readonly name: string;
  /** Where the model holds it, by its key; none of an array from `allocate`. */
  readonly node: Node | undefined;
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

/** Replaces a plain number where the model holds it. */
export function putBack({ node, key, param }: Binding): void {
  (node as Node).holder[key] = param[0];
}

/** Both are `number[]`, or plain numbers. */
export const LISTS = 1;
/** `param` is the span's own memory; `grad` is. */
export const PARAM_RESIDENT = 2;
export const GRAD_RESIDENT = 4;

export function bindingOf(
  tensor: Tensor,
  { key = "", node, param, grad, rows }: Pick<Entry, "param" | "grad"> & Partial<Entry>,
): Binding {
  const { resident } = tensor;
  const scalar = typeof param === "number";
  const scalarGrad = typeof grad === "number";
  const values = { param: scalar ? [param] : param, grad: scalarGrad ? [grad] : grad };
  const lists = Array.isArray(values.param) && Array.isArray(values.grad) ? LISTS : 0;
  const kind = lists + (param === resident?.param ? PARAM_RESIDENT : 0) + (grad === resident?.grad ? GRAD_RESIDENT : 0);
  return {
    is: LEAF,
    key,
    name: tensor.name,
    node,
    tensor,
    ...values,
    alone: undefined,
    scalar,
    scalarGrad,
    kind,
    rows,
  };
}
