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
  /** Options that cannot be set. */
  readonly fixed?: Partial<Setting>;
  /** Fails where it does not install or run. */
  readonly load: () => Promise<Make>;
}

/** One optimizer of a peer with its parameters, which begin with these values, in the peer's own memory. */
export type Make = (params: readonly Float32Array[], setting: Setting, optimizer: Name) => Contestant;

export interface Contestant {
  /** Called before a block, outside of the measured time. */
  enter?(): void;
  /** Takes the gradients of a tensor. */
  readonly grads: readonly { set(values: Float32Array): void }[];
  step(): void;
  read(): ArrayLike<number>[];
  dispose?(): void;
}

export type Installed = keyof (typeof manifest)["dependencies"];
export const versionOf = (name: Installed): string => manifest.dependencies[name];

/** A package of this folder. Its types are what the caller declares, so that the check needs no peer installed. */
export async function load<Module>(name: Installed): Promise<Module> {
  return (await import(name)) as Module;
}

type Held = Readonly<Record<"params" | "grads", Floats>>;

/** What toygrad and convnetjs ask of a network: parameters and gradients, the latter to be zeroed after a step. */
type StillNetwork = { forward(): void; backward(): number; getParamsAndGrads(): readonly Held[] };
export type Trainer = new (network: StillNetwork, options: object) => { train(): unknown };

/** Their trainer over a network that computes nothing: going backward restores the given gradients. */
export function still(held: readonly Held[], trainer: Trainer, options: object): Contestant {
  const given = held.map(({ grads }) => grads.slice());
  const backward = () => {
    for (let k = 0; k < held.length; k++) held[k].grads.set(given[k]);
    return 0;
  };
  const trained = new trainer({ forward() {}, backward, getParamsAndGrads: () => held }, options);
  return { grads: given, step: () => void trained.train(), read: () => held.map(({ params }) => params) };
}
