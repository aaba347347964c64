/** Models as textbook code has them: float64 lists by name, of which some have no gradient. */
export type Model = Record<string, number[]>;
export type Gradients = Record<string, number[] | null>;

export interface Options {
  readonly lr?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
  readonly weightDecay?: number;
  readonly d0?: number;
  readonly dCoef?: number;
  readonly growthRate?: number;
  readonly safeguardWarmup?: boolean;
  readonly useBiasCorrection?: boolean;
}

/** One optimizer as a loop, which knows nothing of the library. */
export interface Loop {
  /** The estimate, of which there is one. */
  readonly d: number;
  update(params: Model, grads: Gradients): void;
  /** Whose state begins anew. */
  forget(name: string): void;
}

type Kept = Record<"p0" | "s" | "m" | "v", number[]>;

/** The state of parameters by name, each begun when its first gradient comes. */
function keeping(): { of(name: string, p: readonly number[]): Kept; forget(name: string): void } {
  const all = new Map<string, Kept>();
  const zeros = (p: readonly number[]) => p.map(() => 0);
  return {
    of(name, p) {
      const found = all.get(name) ?? { p0: [...p], s: zeros(p), m: zeros(p), v: zeros(p) };
      all.set(name, found);
      return found;
    },
    forget: (name) => void all.delete(name),
  };
}

/** Those that have gradients, in the order of names. */
function moving(grads: Gradients): [name: string, grad: number[]][] {
  const some = Object.entries(grads).filter((entry): entry is [string, number[]] => entry[1] !== null);
  return some.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const correction = (beta1: number, beta2: number, k: number): number =>
  Math.sqrt(1 - Math.pow(beta2, k)) / (1 - Math.pow(beta1, k));

/** Prodigy with one d for all, whoever has a gradient: its authors' rule. Each parameter may have an lr of its own. */
export function prodigy(options: Options, lrOf: (name: string) => number = () => options.lr ?? 1): Loop {
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0, d0 = 1e-6, dCoef = 1 } = options;
  const { growthRate = Infinity, safeguardWarmup = false, useBiasCorrection = false } = options;
  const beta3 = Math.sqrt(beta2);
  const kept = keeping();
  let [d, most, numerator, k] = [d0, d0, 0, 0];
  return {
    forget: kept.forget,
    get d() {
      return d;
    },
    update(params, grads) {
      k++;
      const bias = useBiasCorrection ? correction(beta1, beta2, k) : 1;
      const here = d;
      let [moved, size] = [0, 0];
      for (const [name, g] of moving(grads)) {
        const p = params[name];
        const { p0, s, m, v } = kept.of(name, p);
        const rate = here * lrOf(name) * bias;
        g.forEach((each, i) => {
          moved += (here / d0) * rate * each * (p0[i] - p[i]);
          m[i] = beta1 * m[i] + here * (1 - beta1) * each;
          v[i] = beta2 * v[i] + here * here * (1 - beta2) * each * each;
          s[i] = beta3 * s[i] + (here / d0) * (safeguardWarmup && rate > 0 ? here : rate) * each;
          size += Math.abs(s[i]);
        });
      }
      if (size > 0) {
        numerator = beta3 * numerator + moved;
        const found = (dCoef * numerator) / size;
        const begun = here === d0 ? Math.max(here, found) : here;
        most = Math.max(most, found);
        d = Math.min(most, begun * growthRate);
      }
      for (const [name] of moving(grads)) {
        const p = params[name];
        const { m, v } = kept.of(name, p);
        const rate = here * lrOf(name) * bias;
        for (let i = 0; i < p.length; i++)
          p[i] = p[i] - rate * (weightDecay * p[i]) - (rate * m[i]) / (Math.sqrt(v[i]) + d * eps);
      }
    },
  };
}

/** D-Adaptation of AdamW with one d for all, as Optax's rule for a tree of gradients. */
export function dadaptAdamw(options: Options, lrOf: (name: string) => number = () => options.lr ?? 1): Loop {
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0, d0 = 1e-6 } = options;
  const keep = Math.sqrt(beta2);
  const kept = keeping();
  let [d, numerator, k] = [d0, 0, 0];
  return {
    forget: kept.forget,
    get d() {
      return d;
    },
    update(params, grads) {
      k++;
      const bias = correction(beta1, beta2, k);
      let [moved, size] = [0, 0];
      const here = d;
      for (const [name, g] of moving(grads)) {
        const p = params[name];
        const { s, m, v } = kept.of(name, p);
        const rate = here * lrOf(name) * bias;
        g.forEach((each, i) => {
          moved += ((1 - keep) * rate * each * s[i]) / (Math.sqrt(v[i]) + eps);
          m[i] = beta1 * m[i] + (1 - beta1) * rate * each;
          v[i] = beta2 * v[i] + (1 - beta2) * each * each;
          s[i] = keep * s[i] + (1 - keep) * rate * each;
          size += Math.abs(s[i]);
          p[i] -= rate * weightDecay * p[i] + m[i] / (Math.sqrt(v[i]) + eps);
        });
      }
      if (size === 0) return;
      numerator = keep * numerator + moved;
      d = Math.max(d, numerator / ((1 - keep) * size));
    },
  };
}
