import { table } from "./maps.mjs";
import { rarelyInfinite, tame, unusual } from "./numbers.mjs";

/** Options of the training loop, made anew for each optimizer as schedules may have a state, and what they meet. */
export const trainings = {
  groups: {
    gradients: unusual,
    make: () => ({
      weightDecay: 0.03,
      l2: 0.02,
      clipValue: 1.5,
      groups: [
        { match: /^[bx]/, lr: 0.05, weightDecay: 0 },
        { match: ["a", "d"], l2: 0, clipValue: Infinity, maximize: true },
        { match: (name) => name === "E", lr: (iteration) => 1 / (iteration + 4), weightDecay: 0.5 },
      ],
    }),
  },
  "state dict": { torch: true, make: () => ({ l2: 0.01, groups: [{ match: ["b", "d"], lr: 0.25, maximize: true }] }) },
  "decay, maximize": { gradients: unusual, make: () => ({ weightDecay: 0.1, maximize: true }), gradScale: 1 / 1024 },
  "clipping by norm": {
    make: () => ({ clipNorm: (iteration) => (iteration % 3 === 2 ? 1e9 : 0.7) }),
    gradScale: -1 / 3,
  },
  "norm without clipping": {
    gradients: unusual,
    make: () => ({ clipNorm: Infinity, clipValue: 0.5, l2: 0.1 }),
    gradScale: 3,
  },
  accumulation: { make: () => ({ accumulate: 3, clipNorm: 1, weightDecay: 0.01 }), gradScale: 1 / 7 },
  averages: {
    gradients: unusual,
    make: () => ({ emaDecay: (iteration) => (iteration + 1) / (iteration + 10), weightDecay: 0.01 }),
  },
  "not finite": { gradients: rarelyInfinite, make: () => ({ nonFinite: "skip", emaDecay: 0.75, clipValue: 1 }) },
  schedules: {
    large: (random) => ({ W: table(Float64Array, random, 16_400), b: [1], c: [1, 2] }),
    make: (library, Optimizer) => {
      const driven = ["momentum", "decayRate", "beta1"].find((name) => takes(Optimizer, name));
      const rate = library.cosineDecay({ initValue: 0.1, decaySteps: 7, alpha: 0.01, exponent: 1.5 });
      return {
        lr: library.warmup({ steps: 3, schedule: rate, initValue: 0.01 }),
        weightDecay: library.exponentialDecay({ initValue: 0.1, transitionSteps: 3, decayRate: 0.7 }),
        l2: library.oneCycle({ transitionSteps: 9, peakValue: 0.1 }),
        clipNorm: library.cosineRestarts({ initValue: 2, decaySteps: 4, alpha: 0.1 }),
        emaDecay: library.stepDecay({ initValue: 0.9, stepSize: 4, gamma: 0.9 }),
        ...(driven && {
          [driven]: library.polynomialDecay({ initValue: 0.5, endValue: 0.95, power: 0.3, transitionSteps: 10 }),
        }),
        groups: [{ match: /^b/, weightDecay: 0 }],
      };
    },
  },
  "a plateau": {
    make: (library) => ({ lr: new library.ReduceOnPlateau({ initValue: 0.5, patience: 2, factor: 0.3 }) }),
  },
  "passes on gradients": {
    make: (library) => ({
      shapes: { d: [8, 8] },
      passes: [library.noise({ seed: 3 }), library.clipNormPerTensor(0.9), library.clipAdaptive({ clipping: 0.5 })],
      clipNorm: 1.5,
      emaDecay: 0.5,
    }),
    gradScale: 3,
  },
  "passes on parameters": {
    gradients: unusual,
    make: (library, Optimizer) => ({
      weightDecay: 0.1,
      accumulate: 3,
      emaDecay: 0.75,
      // None where parameters are made anew of the state.
      passes:
        "eval" in Optimizer.prototype
          ? []
          : [
              // Its lr is no rate of its steps.
              ...(Optimizer === library.Rprop ? [] : [library.clipUpdateRms(0.9), library.l1(0.01)]),
              library.lookahead({ steps: 2, alpha: 0.8 }),
              library.project({ min: -1.75, max: 1.5 }),
            ],
    }),
  },
  "sparse rows": {
    sparse: true,
    make: () => ({ clipNorm: 1.5, weightDecay: 0.1, l2: 0.01, emaDecay: 0.8, nonFinite: "throw" }),
  },
  "sparse rows alone": {
    sparse: true,
    large: (random) => ({ T: table(Float32Array, random, 6_400), c: [1, 2] }),
    gradients: unusual,
    make: () => ({}),
  },
};

function takes(Optimizer, name) {
  try {
    return Boolean(new Optimizer({ [name]: 0.5 }));
  } catch {
    return false;
  }
}

/** Gradients for rows of each table: some rows, in any order, some of them twice. */
export function touchedRows(library, random, params) {
  const tables = Object.entries({ E: 3, T: 4 }).filter(([name]) => name in params);
  const grads = tables.map(([name, width]) => {
    const height = params[name].length / width;
    const rows = Array.from({ length: Math.ceil(height * 0.7) }, () => Math.floor(random() * height));
    return [
      name,
      library.sparseRows(
        rows,
        Array.from({ length: rows.length * width }, () => tame(random)),
      ),
    ];
  });
  return Object.fromEntries(grads);
}
