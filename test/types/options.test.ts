import { AdaGrad, Adam, Momentum, Nesterov, ReduceOnPlateau, RMSProp, SGD, warmup } from "optim-wasm";
import type {
  AdaGradOptions,
  AdamOptions,
  AdamWOptions,
  Group,
  Hyperparameter,
  MomentumOptions,
  NesterovOptions,
} from "optim-wasm";
import type { Pool, RMSPropOptions, SGDOptions, SharedOptions, WholeOptions } from "optim-wasm";
import type { ThreadPool } from "optim-wasm/threads";
import { describe, expect, expectTypeOf, it } from "vitest";
import { kernels } from "../../src/kernels/adam.js";
import { optimizer } from "../../src/optimizer.js";
import { oneOf, positive, share } from "../../src/options/specs.js";

/** All that an optimizer takes whose own options are these. */
type With<Own, Grouped = Own> = Own & SharedOptions & WholeOptions & { groups?: readonly Group<Grouped>[] };
interface Rate {
  lr?: Hyperparameter;
}
interface OfAdam extends Rate {
  beta1?: Hyperparameter;
  beta2?: Hyperparameter;
  eps?: Hyperparameter;
  epsMode?: "hat" | "corrected";
}
interface OfAmsgrad {
  amsgrad?: boolean;
  form?: "torch" | "optax";
}
interface OfAdaGrad extends Rate {
  eps?: Hyperparameter;
  lrDecay?: Hyperparameter;
  initialAccumulator?: Hyperparameter;
  epsMode?: "outside" | "root";
}
interface OfMomentum extends Rate {
  momentum?: Hyperparameter;
}
/** For the optimizer as a whole. */
interface OfState {
  stateType?: "float32" | "bfloat16" | "int8";
}
interface OfSGD extends OfMomentum {
  dampening?: Hyperparameter;
}
interface OfNesterov extends OfMomentum {
  form?: "bengio" | "literal";
}
interface OfRMSProp extends Rate {
  decayRate?: Hyperparameter;
  eps?: Hyperparameter;
  momentum?: Hyperparameter;
  epsMode?: "outside" | "root";
}
/** Options and a group's as flat types, so that two spellings of the same are the same. */
type Spelt<Options extends { groups?: unknown }> = [Flat<Omit<Options, "groups">>, Flat<Member<Options["groups"]>>];
type Member<T> = T extends readonly (infer Each)[] ? Each : never;
type Flat<T> = { [Name in keyof T]: T[Name] };
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe("each optimizer's options", () => {
  it("are exactly what its rule declares", () => {
    expectTypeOf<Same<Spelt<SGDOptions>, Spelt<With<OfSGD & { nesterov?: boolean }, OfSGD>>>>().toEqualTypeOf<true>();
    expectTypeOf<Same<Spelt<AdamOptions>, Spelt<With<OfAdam & OfAmsgrad, OfAdam>>>>().toEqualTypeOf<true>();
    expectTypeOf<
      Same<Spelt<AdamWOptions>, Spelt<AdamOptions & OfState & { cautiousDecay?: boolean }>>
    >().toEqualTypeOf<true>();
    expectTypeOf<Same<Spelt<NesterovOptions>, Spelt<With<OfNesterov>>>>().toEqualTypeOf<true>();
    expectTypeOf<
      Same<Spelt<RMSPropOptions>, Spelt<With<OfRMSProp & { centered?: boolean }, OfRMSProp>>>
    >().toEqualTypeOf<true>();
    expectTypeOf<Same<Spelt<MomentumOptions>, Spelt<With<OfMomentum & OfState, OfMomentum>>>>().toEqualTypeOf<true>();
    expectTypeOf<Same<Spelt<AdaGradOptions>, Spelt<With<OfAdaGrad>>>>().toEqualTypeOf<true>();
    expectTypeOf<Same<Spelt<AdamOptions>, Spelt<With<OfRMSProp>>>>().toEqualTypeOf<false>();
  });

  it("are the constructors' parameters", () => {
    expectTypeOf(Adam).constructorParameters.toEqualTypeOf<[options?: AdamOptions]>();
    expectTypeOf(SGD).constructorParameters.toEqualTypeOf<[options?: SGDOptions]>();
  });

  it("are taken", () => {
    const made = [
      new Adam({ lr: 0.1, beta1: 0.9, epsMode: "corrected" }),
      new Adam({ lr: (iteration) => 1 / (iteration + 1), beta1: warmup({ steps: 3, schedule: () => 0.5 }) }),
      new SGD({ lr: new ReduceOnPlateau({ initValue: 1 }), groups: [{ match: /b/, lr: 0, maximize: true }] }),
      new Nesterov({ form: "literal", groups: [{ match: (name) => name === "b" }, { match: ["a"] }] }),
      new Momentum({ momentum: 0.5, clipNorm: 1, accumulate: 2, emaDecay: 0.9, nonFinite: "skip", backend: "js" }),
    ];
    expect(made.map(({ iterations }) => iterations)).toEqual([0, 0, 0, 0, 0]);
    expectTypeOf<ThreadPool>().toExtend<Pool>();
  });

  it("refuse what the types refuse", () => {
    // @ts-expect-error
    expect(() => new Adam({ epsMode: "x" })).toThrow(new RangeError('epsMode must be "hat" or "corrected", got "x"'));
    // @ts-expect-error
    expect(() => new Adam({ lr: "0.1" })).toThrow(new TypeError('lr must be a finite number ≥ 0, got "0.1"'));
    // @ts-expect-error
    expect(() => new SGD({ beta1: 1 })).toThrow('unknown option "beta1": ');
    // @ts-expect-error
    expect(() => new AdaGrad({ learningRate: 1 })).toThrow('unknown option "learningRate": ');
    // @ts-expect-error
    expect(() => new RMSProp({ lr: null })).toThrow(new TypeError("lr must be a finite number ≥ 0, got null"));
    // @ts-expect-error
    expect(() => new SGD({ accumulate: () => 2 })).toThrow(
      new TypeError("accumulate must be a whole number ≥ 1, got Function"),
    );
    // @ts-expect-error
    expect(() => new SGD({ backend: "gpu" })).toThrow(new RangeError('backend must be "wasm" or "js", got "gpu"'));
    // @ts-expect-error
    expect(() => new SGD(0.1)).toThrow("SGD takes an object of options, got 0.1");
  });

  it("refuse in a group what concerns the whole, and a group without names", () => {
    // @ts-expect-error
    expect(() => new Adam({ groups: [{ match: /a/, clipNorm: 1 }] })).toThrow('unknown option "clipNorm": ');
    // @ts-expect-error
    expect(() => new SGD({ groups: [{ match: /a/, nesterov: true }] })).toThrow('unknown option "nesterov": ');
    // @ts-expect-error
    expect(() => new SGD({ groups: [{ lr: 1 }] })).toThrow(
      /^groups\[0\]\.match must be a RegExp, a list of names or a function of the name, got undefined/,
    );
  });
});

describe("a rule's class", () => {
  const title = "Mine";
  const options = { lr: positive(0.1), beta1: share(0.9), mode: oneOf("one", "two") };
  const made = { rate: -1, keep1: 1, gain1: 1, keep2: 1, gain2: 1, eps: 1 };

  it("takes the options of its specs", () => {
    const Mine = optimizer({ title, kernels, options, scalars: () => made });
    type Own = { lr?: Hyperparameter; beta1?: Hyperparameter; mode?: "one" | "two" };
    type Taken = NonNullable<ConstructorParameters<typeof Mine>[0]>;
    expectTypeOf<Same<Flat<Omit<Taken, keyof With<object>>>, Own>>().toEqualTypeOf<true>();
  });

  it("gives its scalars the settled options", () => {
    optimizer({
      title,
      kernels,
      options,
      scalars(settled, t) {
        expectTypeOf(settled).toEqualTypeOf<Readonly<{ lr: number; beta1: number; mode: "one" | "two" }>>();
        expectTypeOf(t).toEqualTypeOf<number>();
        return made;
      },
    });
  });

  it("must give its kernel's scalars, each by its name", () => {
    // @ts-expect-error
    optimizer({ title, kernels, options, scalars: () => ({ rate: -1, gain1: 1, gain2: 1 }) });
    // @ts-expect-error
    optimizer({ title, kernels, options, scalars: () => ({ rate: -1, gain1: 1, gian2: 1, eps: 1 }) });
    // @ts-expect-error
    optimizer({ title, kernels, options, scalars: () => ({ ...made, eps: "1" }) });
    // @ts-expect-error
    optimizer({ title, kernels, options, scalars: ({ momentum }) => ({ ...made, rate: momentum }) });
  });
});
