import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bias, defineOptimizer, positive, share } from "../../src/define/index.js";
import { RuleDiffers, testRule, type Reference } from "../../src/define/testing/index.js";
import type { CommonOptions, Optimizer } from "../../src/index.js";
import { internals } from "../../src/internals.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { parameterwise } from "../catalog.js";

let pool: ThreadPool;
beforeAll(async () => void (pool = await ThreadPool.start({ threads: 2 })));
afterAll(() => pool.stop());

const definition = {
  title: "Belief",
  options: { lr: positive(0.01), beta1: share(0.9), beta2: share(0.999), eps: positive(1e-8) },
} as const;
type Settled = { lr: number; beta1: number; beta2: number; eps: number };
const scalars = ({ lr, beta1, beta2, eps }: Settled, t: number) => ({
  rate: -lr / bias(beta1, t),
  keep1: beta1,
  gain1: 1 - beta1,
  keep2: beta2,
  gain2: 1 - beta2,
  mend: 1 / bias(beta2, t),
  eps,
});
const rule = `
  m = keep1 * m + gain1 * g
  const d = g - m
  s = keep2 * s + gain2 * (d * d)
  return rate * m / (sqrt(s * mend) + eps)`;

/** The rule as its paper has it. */
const reference: Reference<Settled> = (p, g, { m, s }, { lr, beta1, beta2, eps }, t) => {
  for (let i = 0; i < p.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    s[i] = beta2 * s[i] + (1 - beta2) * (g[i] - m[i]) ** 2;
    p[i] -= ((lr / (1 - beta1 ** t)) * m[i]) / (Math.sqrt(s[i] / (1 - beta2 ** t)) + eps);
  }
};

type Class = new (options?: Partial<Settled>) => Optimizer;
const defined = (of: object): Class => defineOptimizer({ ...definition, scalars, rule, ...of } as never) as never;
const differencesOf = (Given: Class, by = reference): RuleDiffers => {
  try {
    testRule(Given, by);
  } catch (error) {
    expect(error).toBeInstanceOf(RuleDiffers);
    return error as RuleDiffers;
  }
  return expect.fail("nothing was found");
};

describe("a right rule", () => {
  it("passes, with its defaults and other options, and on threads", () => {
    const { compared, ulps } = testRule(defined({}), reference, { options: [{}, { beta1: 0.5, lr: 1 }], pool });
    // Parameters and two slots of 54 elements, over 60 steps of two types and two options, but where a type ends.
    expect(compared).toBeGreaterThan(0.8 * 3 * 54 * 60 * 4);
    expect(ulps).toBeLessThan(1e6);
  });

  it("passes whose slot begins elsewhere, where its reference says so", () => {
    const Given = defined({ slots: { s: { initial: 0.1 } } });
    testRule(Given, (p, g, state, options, t) => {
      if (t === 1) state.s.fill(0.1);
      reference(p, g, state, options, t);
    });
    expect(differencesOf(Given).differences[0]).toMatchObject({ name: "s.W", step: 1 });
  });

  it("passes that carries numbers, which its reference keeps in the state", () => {
    const Given = defined({
      carried: { product: 1 },
      carry: (_: Settled, t: number, before: { product: number }, next: { product: number }) =>
        void (next.product = before.product * (1 - 0.5 ** t)),
      scalars: ({ lr }: Settled, _: number, { product }: { product: number }) => ({ rate: -lr * product }),
      rule: "return rate * g",
    });
    testRule(Given, (p, g, state, { lr }, t) => {
      state.product = [(state.product?.[0] ?? 1) * (1 - 0.5 ** t)];
      for (let i = 0; i < p.length; i++) p[i] -= lr * state.product[0] * g[i];
    });
  });

  it("passes without state whose rate is another at each step", () => {
    const Given = defined({ scalars: ({ lr }: Settled, t: number) => ({ rate: -lr / t }), rule: "return rate * g" });
    testRule(Given, (p, g, _, { lr }, t) => {
      for (let i = 0; i < p.length; i++) p[i] -= (lr / t) * g[i];
    });
  });

  it("passes that reads more of each element", () => {
    const Masked = defined({
      scalars: ({ lr }: Settled) => ({ rate: -lr }),
      rule: "return rate * mask * g",
      perElement: ["mask"],
    });
    const masked: Reference<Settled> = (p, g, { mask }, { lr }) => {
      for (let i = 0; i < p.length; i++) p[i] -= lr * mask[i] * g[i];
    };
    testRule(Masked, masked, { perElement: ["mask"], pool });
  });

  /** Those of which a step is told by the parameter and its state. */
  const told = parameterwise.filter(
    ({ create, boxes, single }) => !create()[internals].store.layout.initial && !boxes && !single,
  );

  it.each(told)(
    "passes as the library has it, by the loop of its row: $name",
    ({ create, textbook, perUpdate, sums }) => {
      const Built = function (options: CommonOptions) {
        return create(options as never);
      } as unknown as new (options?: CommonOptions) => Optimizer;
      const loop: Reference<CommonOptions> = (p, g, state, options, t) => {
        const settled = { ...(options as unknown as Record<string, number>), t };
        perUpdate(settled);
        textbook(settled, p, [...g], state);
      };
      testRule(Built, loop, sums ? { ulps: 4096 } : {});
    },
  );
});

describe("a mistake is found", () => {
  it.each([
    ["a bias correction left out", { scalars: (o: Settled) => scalars(o, 1e9) }, "W", 1],
    ["eps inside of the root", { rule: rule.replace("sqrt(s * mend) + eps", "sqrt(s * mend + eps)") }, "W", 1],
    [
      "the old mean in the place of the new",
      { rule: `const d = g - m\n${rule.replace("const d = g - m", "")}` },
      "s.W",
      1,
    ],
    ["a sign", { rule: rule.replace("return rate", "return -rate") }, "W", 1],
    [
      "two options exchanged",
      { scalars: (o: Settled, t: number) => scalars({ ...o, beta1: o.beta2, beta2: o.beta1 }, t) },
      "m.W",
      1,
    ],
    ["a slot that begins elsewhere", { slots: { m: { initial: 1e-9 } } }, "m.W", 1],
    [
      "a share written out for an option's default",
      { scalars: (o: Settled, t: number) => scalars({ ...o, beta2: 0.9990001 }, t) },
      "s.W",
      1,
    ],
    ["abs in the place of a square", { rule: rule.replace("(d * d)", "abs(d)") }, "s.W", 1],
    [
      "a step of 40 that is another",
      { scalars: (o: Settled, t: number) => scalars(t === 40 ? { ...o, lr: o.lr * (1 + 1e-4) } : o, t) },
      "W",
      40,
    ],
  ])("%s", (_, of, name, step) => {
    const { differences, message } = differencesOf(defined(of));
    expect(differences[0]).toMatchObject({ name, step, where: "float32, wasm" });
    const { index, expected, got } = differences[0];
    expect(message).toContain(
      `Belief differs in ${differences.length} numbers, first in:\n  ${name}[${index}] after step ${step}`,
    );
    expect(message).toContain(`expected ${expected}, got ${got} (`);
    expect(message.split("\n").length).toBeLessThanOrEqual(7);
  });

  it("a state under another name, and options that are of no group", () => {
    const renamed = defined({ rule: rule.replaceAll(/\bs\b/g, "v") });
    expect(() => testRule(renamed, reference)).toThrow();
    const once: { lr?: number } = {};
    const Grouped = defined({ scalars: (o: Settled, t: number) => scalars({ ...o, lr: (once.lr ??= o.lr) }, t) });
    expect(differencesOf(Grouped).differences.map(({ name }) => name)).toContain("b");
  });
});
