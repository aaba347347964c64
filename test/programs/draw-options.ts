import type { Chance } from "./chance.js";
import type { Call, Recipe, Recipes, Wrong } from "./program.js";

const RATES: readonly Recipe[] = [0.1, 0.003, 0.5, 0, { falls: 0.1 }, { held: 0.1 }, { held: 0.4 }];
const SHARES: readonly Recipe[] = [0.9, 0, 0.5, 0.99, 0.999999, { falls: 0.9 }];
const EPS: readonly Recipe[] = [1e-7, 1e-8, 0, 1e-12, 0.1, { falls: 1e-7 }];

/** What each rule has of its own. */
const OWN: Readonly<Record<string, Partial<Record<keyof Recipes, readonly Recipe[]>>>> = {
  SGD: { momentum: [...SHARES, 1], dampening: [0, 0.5, 1, { falls: 0.5 }] },
  Momentum: { momentum: [...SHARES, 1] },
  Nesterov: { momentum: [...SHARES, 1], form: ["literal", "bengio"] },
  AdaGrad: { eps: EPS },
  RMSProp: { decayRate: SHARES, eps: EPS },
  Adam: { beta1: SHARES, beta2: [...SHARES, 0.999], eps: EPS, epsMode: ["corrected", "hat"] },
};
/** One of them counts its steps. */
export const TITLES = [...Object.keys(OWN), "Adam"];

export function hasEps(title: string): boolean {
  return OWN[title].eps !== undefined;
}

type Pools = Partial<Record<keyof Recipes, readonly Recipe[]>>;

const SHARED: Pools = {
  weightDecay: [0.1, 0, { falls: 0.1 }],
  l2: [0.2, 0, { falls: 0.2 }],
  clipValue: [0.5, 3, 0, Infinity, { falls: 2 }],
  maximize: [true, false],
};
const WHOLE: Pools = {
  clipNorm: [1, 100, Infinity, 0, { falls: 3 }],
  accumulate: [2, 3],
  emaDecay: [0.9, 0, 0.5, { falls: 0.9 }],
  nonFinite: ["skip", "throw", "propagate"],
};

/** Some of the options that groups may have. */
export function drawOptions(chance: Chance, title: string, share: number): Recipes {
  return drawFrom(chance, { lr: RATES, ...OWN[title], ...SHARED }, share);
}

/** Some of those of the optimizer as a whole. */
export function drawWhole(chance: Chance, share: number): Recipes {
  return drawFrom(chance, WHOLE, share);
}

/** Some that may be otherwise in an optimizer that is to go on from a file. */
export function drawOthers(chance: Chance, title: string, share: number): Recipes {
  const { accumulate: _, emaDecay: __, ...rest } = drawWhole(chance, share);
  return { ...drawOptions(chance, title, share), ...rest };
}

function drawFrom(chance: Chance, pools: Pools, share: number): Recipes {
  const entries = Object.entries(pools);
  return Object.fromEntries(entries.flatMap(([name, pool]) => (chance.of(share) ? [[name, chance.pick(pool)]] : [])));
}

/** What `set` refuses, everywhere. */
const WRONG: readonly Wrong[] = [
  { options: { lr: -1 }, error: RangeError, says: "lr" },
  { options: { weightDecay: NaN }, error: RangeError, says: "weightDecay" },
  { options: { l2: "1" }, error: TypeError, says: "l2" },
  { options: { learningRate: 1 }, error: TypeError, says: "learningRate" },
  { options: { accumulate: 2 }, error: TypeError, says: "accumulate" },
  { options: { backend: "js" }, error: TypeError, says: "backend" },
];

/** Other values for some, now and then beside something that is wrong. */
export function drawSet(chance: Chance, title: string, groups: number): Call {
  const group = chance.of(0.5) || groups === 0 ? undefined : chance.below(groups + 1);
  const share = chance.pick([0.1, 0.3]);
  const options = drawOptions(chance, title, share);
  const whole = chance.of(0.5) && group === undefined ? drawWhole(chance, share) : {};
  const { accumulate: _, ...settable } = whole;
  return {
    do: "set",
    group,
    options: { ...options, ...settable },
    wrong: chance.of(0.15) ? chance.pick(WRONG) : undefined,
  };
}
