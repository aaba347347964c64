/** A rule as people write it by hand, everything hoisted, with the classes' defaults; `slots` arrays of state from 0. */
export interface Loop {
  readonly slots: number;
  readonly step: (p: Float32Array, g: Float32Array, state: readonly Float32Array[], t: number) => void;
}

export const loops: Readonly<Record<string, Loop>> = {
  SGD: {
    slots: 0,
    step(p, g) {
      for (let i = 0; i < p.length; i++) p[i] -= 0.01 * g[i];
    },
  },
  Momentum: {
    slots: 1,
    step(p, g, [v]) {
      for (let i = 0; i < p.length; i++) {
        const velocity = 0.9 * v[i] - 0.01 * g[i];
        v[i] = velocity;
        p[i] += velocity;
      }
    },
  },
  RMSProp: {
    slots: 1,
    step(p, g, [h]) {
      for (let i = 0; i < p.length; i++) {
        const gi = g[i];
        const mean = 0.99 * h[i] + (1 - 0.99) * gi * gi;
        h[i] = mean;
        p[i] -= (0.01 * gi) / (Math.sqrt(mean) + 1e-7);
      }
    },
  },
  Adam: {
    slots: 2,
    step(p, g, [m, v], t) {
      const rate = (0.001 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
      for (let i = 0; i < p.length; i++) {
        const gi = g[i];
        const mean = 0.9 * m[i] + (1 - 0.9) * gi;
        const square = 0.999 * v[i] + (1 - 0.999) * gi * gi;
        m[i] = mean;
        v[i] = square;
        p[i] -= (rate * mean) / (Math.sqrt(square) + 1e-7);
      }
    },
  },
  Lion: {
    slots: 1,
    step(p, g, [m]) {
      for (let i = 0; i < p.length; i++) {
        const [mi, gi] = [m[i], g[i]];
        p[i] -= 0.0001 * Math.sign(0.9 * mi + (1 - 0.9) * gi);
        m[i] = 0.99 * mi + (1 - 0.99) * gi;
      }
    },
  },
};
