import manifest from "./package.json" with { type: "json" };
import type { Floats } from "../harness/shapes.js";

export const NAMES = ["adam", "momentum", "sgd"] as const;
export type Name = (typeof NAMES)[number];
/** The options of one update; a rule takes those that it knows. */
export type Setting = Readonly<Record<"lr" | "momentum" | "beta1" | "beta2" | "eps", number>>;

/** A library that moves parameters, behind one face. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly optimizers: readonly Name[];
  /** Where it puts epsilon, if not after the correction (Kingma & Ba's algorithm 1): beside the uncorrected root. */
  readonly adam?: "eps hat";
  /** What it holds its numbers in, and what else was seen in it. */
  readonly remarks: string;
  /** Options that cannot be set, and the most elements that it can move in seconds. */
  readonly fixed?: Partial<Setting>;
  readonly most?: number;
  /** Fails where it does not install or run. */
  readonly load: () => Promise<Make>;
}

/** One optimizer with its parameters, which begin with these values, in the peer's own memory. */
export type Make = (params: readonly Float32Array[], setting: Setting, optimizer: Name) => Contestant;

export interface Contestant {
  /** Called before a block, outside of the measured time. */
  enter?(): void;
  readonly grads: readonly { set(values: Float32Array): void }[];
  step(): unknown;
  read(): ArrayLike<number>[];
  dispose?(): void;
}

/** What a peer has; its types are not installed with this package. */
export type Foreign = ((...given: unknown[]) => Foreign) & (new (...given: unknown[]) => Foreign) & ForeignParts;
type ForeignParts = { [name: string]: Foreign };

type Installed = keyof (typeof manifest)["dependencies"];
export const versionOf = (name: Installed): string => manifest.dependencies[name];

export async function load(name: Installed): Promise<Foreign> {
  return (await import(name)) as Foreign;
}

/** toygrad's and convnetjs' trainer over a network that computes nothing: going backward restores the gradients. */
export function still(params: Floats[], grads: Floats[], Trainer: Foreign, options: object): Contestant {
  const held = params.map((values, k) => ({ params: values, grads: grads[k] }));
  const given = grads.map((values) => values.slice());
  const backward = () => {
    for (let k = 0; k < grads.length; k++) grads[k].set(given[k]);
    return 0;
  };
  const trained = new Trainer({ forward() {}, backward, getParamsAndGrads: () => held }, options);
  return { grads: given, step: () => trained.train(), read: () => [...params] };
}
