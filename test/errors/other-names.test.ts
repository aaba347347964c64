import { describe, expect, it } from "vitest";
import { Adam, Momentum, ReduceOnPlateau, RMSProp, SGD, minimize, type Optimizer } from "../../src/index.js";
import { elsewhere } from "../../src/optimizers/shared/elsewhere.js";
import { catalog } from "../catalog.js";
import { table } from "../schedules/table.js";
import { messageOf } from "../support.js";

/** What the options of PyTorch, Keras, TensorFlow.js, Optax and Lightning are here. */
const adam: Record<string, string> = {
  learningRate: "lr",
  learning_rate: "lr",
  stepSize: "lr",
  step_size: "lr",
  LR: "lr",
  lr_mult: "lr",
  betas: "beta1, beta2",
  b1: "beta1",
  b2: "beta2",
  beta_1: "beta1",
  beta_2: "beta2",
  epsilon: "eps",
  weight_decay: "weightDecay",
  decay: "weightDecay",
  clipnorm: "clipNorm",
  max_norm: "clipNorm",
  global_clipnorm: "clipNorm",
  max_grad_norm: "clipNorm",
  clipvalue: "clipValue",
  clip_value: "clipValue",
  max_delta: "clipValue",
  ema_momentum: "emaDecay",
  use_ema: "emaDecay",
  gradient_accumulation_steps: "accumulate",
  every_k_schedule: "accumulate",
  maximise: "maximize",
};

const rmsprop = { rho: "decayRate", alpha: "decayRate", decay: "decayRate, weightDecay", decay_rate: "decayRate" };

/** These have no place here: what is taken must do. */
const none = ["foreach", "fused", "capturable", "params", "toString", "__proto__"];

/** Classes whose rules are as long as a rule may be: they do not say who takes what they do not. */
const SILENT = ["Adan", "AdEMAMix", "FTRL"];

const schedules: Record<string, Record<string, string>> = {
  constant: { learning_rate: "value" },
  stepDecay: { lr: "initValue", step_size: "stepSize", decay_rate: "gamma", factor: "gamma", decay_steps: "stepSize" },
  piecewiseConstant: { milestones: "boundariesAndScales", boundaries: "boundariesAndScales" },
  exponentialDecay: { initialLearningRate: "initValue", gamma: "decayRate", staircased: "staircase" },
  polynomialDecay: { end_learning_rate: "endValue", eta_min: "endValue", decay_steps: "transitionSteps" },
  inverseSqrt: { max_lr: "peakValue", num_warmup_steps: "warmupSteps", warmup_updates: "warmupSteps" },
  linear: { lr: "initValue", end_lr: "endValue", total_iters: "transitionSteps" },
  cyclic: { base_lr: "initValue", max_lr: "peakValue", step_size_up: "stepSizeUp, stepSizeDown" },
  warmupStableDecay: { num_warmup_steps: "warmupSteps", num_decay_steps: "decaySteps", min_lr: "endValue" },
  cosineDecay: { initial_learning_rate: "initValue", T_max: "decaySteps", transition_steps: "decaySteps" },
  cosineRestarts: { T_0: "decaySteps", T_mult: "multiplier", t_mul: "multiplier", first_decay_steps: "decaySteps" },
  oneCycle: { max_lr: "peakValue", total_steps: "transitionSteps", pct_start: "pctStart", div_factor: "divFactor" },
  warmup: { warmup_steps: "steps", init_value: "initValue" },
  join: { schedulers: "schedules", milestones: "boundaries" },
};

const plateau = { min_lr: "minValue", minLr: "minValue", min_delta: "threshold", lr: "initValue", gamma: "factor" };
const minimizers = { maxiter: "maxIterations", epochs: "maxIterations", tol: "tolerance", callback: "onIteration" };

describe("an option by another library's name", () => {
  it.each([
    ...casesOf("Adam", (options) => new Adam(options), adam),
    ...casesOf("RMSProp", (options) => new RMSProp(options), rmsprop),
    ...casesOf("ReduceOnPlateau", (options) => new ReduceOnPlateau(options as never), plateau),
    ...casesOf("minimize", (options) => minimize(() => [0, {}], {}, new SGD(), options), minimizers),
    ...Object.entries(schedules).flatMap(([name, names]) => casesOf(name, (options) => table[name](options), names)),
  ])("$title: $name is $meant", ({ title, name, meant, call }) => {
    const message = messageOf(call);
    expect(message).toMatch(new RegExp(`^TypeError: unknown option "${name}": ${title} takes \\w.*\\w: did you mean `));
    expect(message.split(": did you mean ")[1]).toBe(`${meant}?`);
  });

  it("is told in whole", () => {
    expect(() => new SGD({ learning_rate: 0.1 } as never)).toThrow(
      new TypeError(
        `unknown option "learning_rate": SGD takes ${takenBy(() => new SGD({ other: 1 } as never))}: did you mean lr?`,
      ),
    );
    expect(() => new Adam({ groups: [{ match: /b/, weight_decay: 0 }] } as never)).toThrow(
      new TypeError(
        'unknown option "weight_decay": groups[0] of Adam takes lr, beta1, beta2, eps, epsMode, weightDecay, l2, clipValue, ' +
          "maximize: did you mean weightDecay?",
      ),
    );
  });

  it.each(catalog)("$name asks for nothing that it does not take", (row) => {
    const taken = takenBy(() => row.create({ other: 1 } as never));
    for (const name of [...Object.keys(adam), ...Object.keys(rmsprop), ...none]) {
      const [, unknown, meant] = messageOf(() => row.create({ [name]: 0.5 })).split(/ takes |: did you mean |\?$/);
      if (unknown === undefined) continue;
      expect(unknown.split(": ")[0], name).toBe(taken);
      for (const option of meant?.split(", ") ?? []) expect(taken.split(", "), name).toContain(option);
    }
  });

  it.each(none.filter((name) => name !== "__proto__"))("and one that nothing here is like: %s", (name) => {
    expect(messageOf(() => new Adam({ [name]: true } as never))).toMatch(
      /^TypeError: unknown option .* backend, pool$/,
    );
  });

  describe("and of another class here:", () => {
    const classes = new Map(
      catalog.map((row) => {
        const Class = Object(row.create()).constructor as new (options?: object) => Optimizer;
        return [Class.name, { Class, taken: takenBy(() => new Class({ other: 1 })).split(", ") }] as const;
      }),
    );
    const ours = (name: string) => ({ lr_decay: "lrDecay", rho: "decayRate" })[name] ?? name;
    const cases = [...classes].flatMap(([title, each]) =>
      Object.entries(elsewhere).map(([name, where]) => ({ title, name, where, ...each })),
    );

    it.each(cases)("$title and $name", ({ title, name, where, Class, taken }) => {
      const message = messageOf(() => void new Class({ [name]: true }));
      const remedy = `TypeError: ${title} has no ${name}: take ${where}`;
      const known = taken.includes(ours(name));
      if (known) expect(message).not.toContain(" has no ");
      if (known && ours(name) !== name) expect(message).toContain(`: did you mean ${ours(name)}?`);
      if (!known && !RegExp(`\\b${title}\\b`).test(where) && !SILENT.includes(title)) expect(message).toBe(remedy);
    });

    it.each(Object.entries(elsewhere))("who takes %s is who is named: %s", (name, where) => {
      const named = [...classes].filter(([title]) => RegExp(`\\b${title}\\b`).test(where));
      expect(named).not.toEqual([]);
      if (![...classes.values()].some(({ taken }) => taken.includes(ours(name)))) return;
      for (const [title, { taken }] of named) if (title !== "Nesterov") expect(taken, title).toContain(ours(name));
    });

    it("in groups and in set no other option is advised", () => {
      const message = 'unknown option "lr_decay": Adam takes ';
      expect(messageOf(() => new Adam().set({ lr_decay: 0.1 } as never))).toMatch(/ nonFinite$/);
      expect(() => new Adam().set({ lr_decay: 0.1 } as never)).toThrow(message);
      expect(messageOf(() => new Adam({ groups: [{ match: /b/, lr_decay: 0.1 }] } as never))).toMatch(/ maximize$/);
    });
  });

  it("and nesterov of Momentum, which is a class", () => {
    const remedy = "Momentum has no nesterov: take the class Nesterov, or SGD({ nesterov: true })";
    expect(() => new Momentum({ nesterov: true } as never)).toThrow(new TypeError(remedy));
    expect(() => new Momentum({ lr: 0.1, nesterov: false } as never)).toThrow(new TypeError(remedy));
    expect(() => new Momentum(null as never)).toThrow(/^Momentum takes an object of options, got null/);
  });
});

function casesOf(title: string, make: (options: Record<string, unknown>) => unknown, names: Record<string, string>) {
  return Object.entries(names).map(([name, meant]) => ({ title, name, meant, call: () => void make({ [name]: 0.1 }) }));
}

function takenBy(refused: () => unknown): string {
  return messageOf(() => void refused()).split(" takes ")[1];
}
