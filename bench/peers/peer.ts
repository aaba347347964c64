import manifest from "./package.json" with { type: "json" };

export type Name = "adam" | "momentum" | "sgd";
export const NAMES: readonly Name[] = ["adam", "momentum", "sgd"];

/** The options of one update; a rule takes those that it knows. */
export type Setting = Readonly<Record<"lr" | "momentum" | "beta1" | "beta2" | "eps", number>>;

/** A library that moves parameters, behind one face. */
export interface Peer {
  readonly optimizers: readonly Name[];
  /** Where it puts epsilon: after the correction (Kingma & Ba's algorithm 1), or beside the uncorrected root (the end of section 2). */
  readonly adam: "algorithm 1" | "eps hat";
  /** What it holds its numbers in, and what else was seen in it. */
  readonly remarks: string;
  /** Options that cannot be set. */
  readonly fixed?: Partial<Setting>;
  make(optimizer: Name, params: readonly Float32Array[], setting: Setting): Contestant;
}

/** One optimizer of a peer with parameters and gradients in the peer's own memory. */
export interface Contestant {
  /** Called before a turn, outside of the measured time. */
  enter?(): void;
  feed(grads: readonly Float32Array[]): void;
  step(): void;
  read(): ArrayLike<number>[];
  dispose?(): void;
}

export type Installed = keyof (typeof manifest)["dependencies"];

/** A package of this folder. Its types are what the caller declares, so that the check needs no peer installed. */
export async function load<Module>(name: Installed): Promise<Module> {
  return (await import(name)) as Module;
}

export function versionOf(name: Installed): string {
  return manifest.dependencies[name];
}

interface Held {
  readonly params: Float32Array | Float64Array;
  readonly grads: Float32Array | Float64Array;
}

/** What toygrad and convnetjs share: a trainer that asks its network for parameters and gradients, and zeroes the latter. */
export interface StillNetwork {
  forward(): void;
  backward(): number;
  getParamsAndGrads(): readonly Held[];
}

/** A trainer over a network that computes nothing: going backward restores the given gradients. */
export function still(held: readonly Held[], trainerOf: (network: StillNetwork) => { train(): unknown }): Contestant {
  let given: readonly Float32Array[] = [];
  const backward = () => {
    for (let k = 0; k < held.length; k++) held[k].grads.set(given[k]);
    return 0;
  };
  const trainer = trainerOf({ forward() {}, backward, getParamsAndGrads: () => held });
  return {
    feed: (grads) => void (given = grads.map((values) => values.slice())),
    step: () => void trainer.train(),
    read: () => held.map(({ params }) => params),
  };
}
