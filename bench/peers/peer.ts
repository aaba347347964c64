import manifest from "./package.json" with { type: "json" };

export const NAMES = ["adam", "momentum", "sgd"] as const;
export type Name = (typeof NAMES)[number];
/** The options of one update; a rule takes those that it knows. */
export type Setting = Readonly<Record<"lr" | "momentum" | "beta1" | "beta2" | "eps", number>>;
export type Arrays = readonly Float32Array[];

/** A library that moves parameters, behind one face. */
export interface Peer {
  readonly optimizers: readonly Name[];
  /** Where it puts epsilon, if not after the correction (Kingma & Ba's algorithm 1): beside the uncorrected root (the end of section 2). */
  readonly adam?: "eps hat";
  /** What it holds its numbers in, and what else was seen in it. */
  readonly remarks: string;
  /** Options that cannot be set. */
  readonly fixed?: Partial<Setting>;
  make(optimizer: Name, params: Arrays, setting: Setting): Contestant;
}

/** One optimizer of a peer with parameters and gradients in the peer's own memory. */
export interface Contestant {
  /** Called before a turn, outside of the measured time. */
  enter?(): void;
  feed(grads: Arrays): void;
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

type Held = Readonly<Record<"params" | "grads", Float32Array | Float64Array>>;

/** What toygrad and convnetjs ask of a network: parameters and gradients, the latter to be zeroed after a step. */
export type StillNetwork = { forward(): void; backward(): number; getParamsAndGrads(): readonly Held[] };
export type Trainer = new (network: StillNetwork, options: object) => { train(): unknown };

/** Their trainer over a network that computes nothing: going backward restores the given gradients. */
export function still(held: readonly Held[], trainer: Trainer, options: object): Contestant {
  let given: Arrays = [];
  const backward = () => {
    for (let k = 0; k < held.length; k++) held[k].grads.set(given[k]);
    return 0;
  };
  const trained = new trainer({ forward() {}, backward, getParamsAndGrads: () => held }, options);
  return {
    feed: (grads) => void (given = grads.map((values) => values.slice())),
    step: () => void trained.train(),
    read: () => held.map(({ params }) => params),
  };
}
