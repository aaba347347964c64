import { createRequire } from "node:module";
import { LBFGS, minimize } from "optim-wasm/fit";
import { seeded } from "../../examples/random.js";
import { medianOf, type Race } from "./race.js";

interface Peers {
  readonly nd: {
    readonly NDArray: new (shape: Int32Array, data: Float64Array) => { readonly data: Float64Array };
    readonly opt: {
      min_lbfgs_gen(
        f: (w: { data: Float64Array }) => [number, unknown],
        start: unknown,
        options: { historySize: number },
      ): Iterable<readonly [unknown, number]>;
    };
  };
  readonly optimjs: {
    minimize_L_BFGS(f: (w: number[]) => number, gradient: () => Float64Array, start: number[]): unknown;
  };
}

const WEIGHTS = 100_000;
const ROUNDS = 5;
const HISTORY = 10;
const L2 = 0.01;

/** Texts of so many words each, with a label: which weights a text has, some far more often than others. */
function textsOf(texts: number, words: number): Texts {
  const random = seeded(1);
  const truth = Float64Array.from({ length: WEIGHTS }, () => random() - 0.5);
  const at = Int32Array.from({ length: texts * words }, () => WEIGHTS * random() * random());
  const counts = Float64Array.from(at, () => random());
  const labels = Float64Array.from({ length: texts }, (_, text) => {
    let score = 0;
    for (let k = text * words; k < (text + 1) * words; k++) score += counts[k] * truth[at[k]];
    return random() < 1 / (1 + Math.exp(-8 * score)) ? 1 : 0;
  });
  return { words, at, counts, labels };
}

interface Texts {
  readonly words: number;
  readonly at: Int32Array;
  readonly counts: Float64Array;
  readonly labels: Float64Array;
}

/** The value, with the gradient written. */
type Objective = (w: ArrayLike<number>, g: Float64Array) => number;

/** The sum of the cross entropies with an l2. */
function objectiveOf({ words, at, counts, labels }: Texts, l2: number): Objective {
  return (w, g) => {
    let [value, squares] = [0, 0];
    for (let j = 0; j < WEIGHTS; j++) {
      squares += w[j] * w[j];
      g[j] = l2 * w[j];
    }
    for (let text = 0, begin = 0; text < labels.length; text++, begin += words) {
      let score = 0;
      for (let k = begin; k < begin + words; k++) score += counts[k] * w[at[k]];
      const e = Math.exp(-Math.abs(score));
      value += Math.max(score, 0) - labels[text] * score + Math.log1p(e);
      const slope = (score >= 0 ? 1 : e) / (1 + e) - labels[text];
      for (let k = begin; k < begin + words; k++) g[at[k]] += slope * counts[k];
    }
    return value + (l2 / 2) * squares;
  };
}

/** Logistic regression with 1e5 weights, until an evaluation is within 1e-6 of the least value, which ends it. */
export function logistic(texts: number, words: number): Race {
  const require = createRequire(new URL("../peers/package.json", import.meta.url));
  const { nd, optimjs }: Peers = { nd: require("nd4js"), optimjs: require("optimization-js") };
  const objective = objectiveOf(textsOf(texts, words), L2);
  const zeros = () => new Float64Array(WEIGHTS);
  let [evaluations, target] = [0, -Infinity];
  const found = new Error("found");
  const evaluate: Objective = (w, g) => {
    evaluations++;
    const value = objective(w, g);
    if (value <= target) throw found;
    return value;
  };
  const ours = (lbfgs: LBFGS, params: { w: Float64Array }, grads: { w: Float64Array }) =>
    minimize(({ w }: { w: Float64Array }) => ({ value: evaluate(w, grads.w), grads }), params, lbfgs, {
      gradTolerance: 1e-10,
    });
  const contestants: Record<string, () => unknown> = {
    "optim-wasm, allocated": () => {
      const lbfgs = new LBFGS({ history: HISTORY });
      const { params, grads } = lbfgs.allocate({ w: zeros() });
      return ours(lbfgs, params, grads);
    },
    "optim-wasm": () => ours(new LBFGS({ history: HISTORY }), { w: zeros() }, { w: zeros() }),
    "nd4js min_lbfgs_gen": () => {
      const g = zeros();
      const shape = Int32Array.of(WEIGHTS);
      const f = ({ data }: { data: Float64Array }): [number, unknown] => [
        evaluate(data, g),
        new nd.NDArray(shape, g.slice()),
      ];
      for (const _ of nd.opt.min_lbfgs_gen(f, new nd.NDArray(shape, zeros()), { historySize: HISTORY }));
    },
    "optimization-js minimize_L_BFGS": () => {
      // It asks for the gradient after the value, at the same point.
      const g = zeros();
      return optimjs.minimize_L_BFGS(
        (w) => evaluate(w, g),
        () => g.slice(),
        Array.from(zeros()),
      );
    },
  };
  const { value } = ours(new LBFGS(), { w: zeros() }, { w: zeros() });
  target = value * (1 + 1e-6);
  const times = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
  const counts: Record<string, number> = {};
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, run] of Object.entries(contestants)) {
      evaluations = 0;
      const begin = performance.now();
      try {
        run();
        throw new Error(`${name} ended above the value that is asked`);
      } catch (error) {
        if (error !== found) throw error;
      }
      // The first round warms up.
      if (round > 0) (times.get(name) as number[]).push((performance.now() - begin) * 1000);
      counts[name] = evaluations;
    }
  const medians = Array.from(times, ([name, each]) => [name, medianOf(each)] as const);
  return { times: Object.fromEntries(medians), evaluations: counts };
}
