import { describe, expect, it } from "vitest";
import { AdaDelta, AdaGrad, Adam, Adamax, Momentum, Nesterov, RMSProp, SGD, type Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
import { goOn, trained } from "./trained.js";

const approximate = { approximate: true };
const decay = "alone, X has weightDecay 1 here: give l2";
const corrected = { epsMode: "corrected" } as const;

describe.each<[string, () => Optimizer, string]>([
  [
    "decoupled decay",
    () => new SGD({ weightDecay: 1 }),
    `PyTorch's SGD has coupled decay ${decay.replace("X", "SGD")}`,
  ],
  [
    "decoupled decay",
    () => new Momentum({ weightDecay: 1 }),
    `PyTorch's SGD has coupled decay ${decay.replace("X", "Momentum")}`,
  ],
  [
    "decoupled decay",
    () => new Nesterov({ weightDecay: 1 }),
    `PyTorch's SGD has coupled decay ${decay.replace("X", "Nesterov")}`,
  ],
  [
    "decoupled decay",
    () => new AdaGrad({ weightDecay: 1 }),
    `PyTorch's Adagrad has coupled decay ${decay.replace("X", "AdaGrad")}`,
  ],
  [
    "decoupled decay",
    () => new RMSProp({ weightDecay: 1 }),
    `PyTorch's RMSprop has coupled decay ${decay.replace("X", "RMSProp")}`,
  ],
  [
    "decoupled decay of a group",
    () => new SGD({ groups: [{ match: /b/, weightDecay: 1 }] }),
    `PyTorch's SGD has coupled decay ${decay.replace("X", "SGD")}`,
  ],
  [
    "both decays",
    () => new Adam({ ...corrected, weightDecay: 0.1, l2: 0.1 }),
    "PyTorch's Adam has one weight_decay, Adam has both weightDecay and l2 here: give one of them",
  ],
  [
    "eps beside the raw root",
    () => new Adam(),
    `PyTorch's Adam has no epsMode but "corrected", Adam has "hat" here: give epsMode: "corrected"`,
  ],
  [
    "the form of the first notes",
    () => new Nesterov({ form: "literal" }),
    `PyTorch's SGD has no form but "bengio", Nesterov has "literal" here: give form: "bengio"`,
  ],
  [
    "eps beside u",
    () => new Adamax({ epsMode: "outside" }),
    `PyTorch's Adamax has no epsMode but "inside", Adamax has "outside" here: give epsMode: "inside"`,
  ],
  [
    "the old mean in the place of the new one",
    () => new AdaDelta({ form: "tfjs" }),
    `PyTorch's Adadelta has no form but "torch", AdaDelta has "tfjs" here: give form: "torch"`,
  ],
  [
    "a moving rate within the velocity",
    () => new Momentum({ lr: (t) => 0.1 / (1 + t) }),
    "PyTorch's SGD has the rate outside of the velocity, Momentum has a schedule of the rate within here: give SGD({ momentum, dampening, nesterov })",
  ],
])("%s, which PyTorch would read as another rule", (_, create, message) => {
  it(`is refused: ${message}`, () => {
    const { optimizer } = trained(create());
    const before = save(optimizer);
    expect(() => stateDict(optimizer)).toThrow(
      new RangeError(`${message}, or stateDict(optimizer, { approximate: true })`),
    );
    expect(() => stateDict(optimizer, { approximate: false })).toThrow(RangeError);
    expect(save(optimizer)).toEqual(before);
  });

  it("has a nearest dict, where it is asked for, which comes back as what it was", () => {
    const { optimizer, params } = trained(create());
    const dict = stateDict(optimizer, approximate);
    if (optimizer instanceof Momentum && typeof optimizer.lr === "function") return;
    const next = create();
    loadStateDict(next, dict);
    const other = { W: params.W.slice(), b: [...params.b], x: params.x };
    goOn(next, other, 5);
    goOn(optimizer, params, 5);
    for (const name of ["W", "b"] as const)
      params[name].forEach((value, i) => expect(other[name][i]).toBeCloseTo(value, 5));
    expect(other.x).toBeCloseTo(params.x, 13);
  });
});

it.each([
  new SGD({ l2: 0.1 }),
  new SGD({ momentum: 0.9, dampening: 0.5, lr: (t) => 0.1 / (1 + t) }),
  new Momentum({ l2: 0.1 }),
  new Nesterov({ l2: 0.1, maximize: true }),
  new AdaGrad({ l2: 0.1 }),
  new RMSProp({ l2: 0.1, lr: (t) => 0.1 / (1 + t) }),
  new AdaDelta({ l2: 0.1, lr: 0.1 }),
  new Adamax({ l2: 0.1 }),
  new Adam({ ...corrected, weightDecay: 0.1 }),
  new Adam({ ...corrected, l2: 0.1, groups: [{ match: /b/, weightDecay: 0.1, l2: 0 }] }),
])("what PyTorch has too needs no asking: %o", (optimizer) => {
  trained(optimizer);
  expect(stateDict(optimizer)).toEqual(stateDict(optimizer, approximate));
});

it("asks for true or false, and knows no other option", () => {
  expect(() => stateDict(new SGD(), { approximate: 1 as never })).toThrow(
    new TypeError("approximate must be true or false, got 1"),
  );
  expect(() => stateDict(new SGD(), { aproximate: true } as never)).toThrow(
    'unknown option "aproximate": stateDict takes approximate',
  );
});

it("a velocity at a rate of 0 has no dict", () => {
  const { optimizer } = trained(new Momentum({ lr: 0 }));
  for (const options of [{}, approximate])
    expect(() => stateDict(optimizer, options)).toThrow(
      new RangeError("lr is 0, so that there is no momentum_buffer: it is −v / lr"),
    );
});
