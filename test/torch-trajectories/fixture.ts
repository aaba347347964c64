import { readFileSync } from "node:fs";
import { AdaGrad, Adam, RMSProp, SGD } from "../../src/index.js";

export type Numbers = Record<string, number[]>;
export type Topic = "averages" | "steps" | "accumulation" | "momentum";
type Value = number | string | boolean | { schedule: number[] };
/** After a call: slots hold the parameters that have begun; `steps` counts those of each parameter. */
export interface Kept {
  readonly params: Numbers;
  readonly state: Record<string, Numbers>;
  readonly iterations: number;
  readonly steps: Record<string, number>;
}
/** A run of PyTorch, and our options for it. */
export interface Case {
  readonly topic: Topic;
  readonly title: string;
  readonly optimizer: keyof typeof classes;
  readonly options: Record<string, Value>;
  readonly element: "f32" | "f64";
  readonly problem: string;
  readonly after: Record<string, Kept>;
}
/** So many calls with these gradients; "2x" is twice the parameter. A name that is left out has none. */
export type Calls = [times: number, grads: Record<string, number[] | "2x">];

export const classes = { SGD, RMSProp, AdaGrad, Adam };

const { cases, problems: all } = JSON.parse(
  readFileSync(new URL("../fixtures/torch.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  problems: Record<string, { params: Numbers; grads: Calls[] }>;
};

export const problems = all;

export function casesOf(topic: Topic): Case[] {
  return cases.filter((each) => each.topic === topic);
}
