import { readFileSync } from "node:fs";
import {
  Adafactor,
  AdaDelta,
  AdaGrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  Momentum,
  Muon,
  NAdam,
  NAdamW,
  Nesterov,
  RAdam,
  RMSProp,
  Rprop,
  SGD,
  type Optimizer,
} from "../../src/index.js";
import type { LoadStateDictOptions, StateDict } from "../../src/torch/index.js";
import type { Floats } from "../support.js";

interface Tensor {
  readonly dtype: "float32" | "float64" | "int64";
  readonly shape: number[];
  readonly values: number[];
}
type Tensors = Record<string, Tensor>;

/** A run of PyTorch: its dict, the parameters then, and further gradients; what is there after them. */
export interface Case {
  readonly title: string;
  /** The class in PyTorch. */
  readonly torch: string;
  /** Who takes the dict here. */
  readonly ours: { optimizer: keyof typeof classes; options: Options }[];
  readonly names?: string[];
  readonly load?: LoadStateDictOptions;
  readonly dict: unknown;
  readonly params: Tensors;
  /** As PyTorch has counted them. */
  readonly steps: Record<string, number>;
  /** What is set before the gradients. */
  readonly then?: { lr: number };
  readonly grads: Record<string, number[]>[];
  readonly after: { params: Tensors; dict: unknown };
}
type Options = { groups?: { match: string }[] };

export const classes = {
  SGD,
  Momentum,
  Nesterov,
  AdaGrad,
  RMSProp,
  Adam,
  AdamW,
  NAdam,
  NAdamW,
  RAdam,
  Adamax,
  AdaDelta,
  Rprop,
  ASGD,
  Muon,
  Adafactor,
};

export const { cases, others } = JSON.parse(
  readFileSync(new URL("../fixtures/state_dicts.json", import.meta.url), "utf8"),
) as { cases: Case[]; others: Pick<Case, "title" | "torch" | "dict">[] };

export function create({ optimizer, options }: Case["ours"][number], more: object = {}): Optimizer {
  const groups = options.groups?.map(({ match, ...own }) => ({ match: new RegExp(match), ...own }));
  return new classes[optimizer]({ ...options, ...(groups && { groups }), ...more } as object);
}

/** Each case with each class that takes it. */
export const taken = cases.flatMap((oracle) =>
  oracle.ours.map((ours) => ({ oracle, ours, title: oracle.title, by: ours.optimizer })),
);

/** The parameters as arrays. */
export function arrays(tensors: Tensors): Record<string, Floats> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, typed(tensor) as Floats]));
}

/** With typed arrays in place of tensors. */
export function dictOf(content: unknown): StateDict {
  return revived(content, typed) as StateDict;
}

/** With what `tensor.tolist()` gives in place of tensors, as a file of JSON has it. */
export function listsOf(content: unknown): StateDict {
  return revived(content, (tensor) => nested(tensor.shape, Array.from(typed(tensor), Number))) as StateDict;
}

function revived(content: unknown, tensor: (found: Tensor) => unknown): unknown {
  if (Array.isArray(content)) return content.map((each) => revived(each, tensor));
  if (Object(content) !== content) return content;
  if ("dtype" in (content as object)) return tensor(content as Tensor);
  return Object.fromEntries(Object.entries(content as object).map(([key, each]) => [key, revived(each, tensor)]));
}

function typed({ dtype, values }: Tensor): Floats | BigInt64Array {
  if (dtype === "int64") return BigInt64Array.from(values, BigInt);
  return (dtype === "float32" ? Float32Array : Float64Array).from(values);
}

function nested([length, ...rest]: number[], values: number[]): unknown {
  if (length === undefined) return values[0];
  const width = values.length / length;
  return Array.from({ length }, (_, k) => nested(rest, values.slice(k * width, (k + 1) * width)));
}
