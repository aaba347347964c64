import { expect, it } from "vitest";
import { leastSquares } from "../../src/fit/index.js";
import { seedOf } from "../seed.js";
import { generator } from "../support.js";

type Curve = (t: number, p: readonly number[]) => number;

const curves: Curve[] = [
  (t, p) => p[0] * Math.exp(-p[1] * t) + p[2],
  (t, p) => p[0] * Math.exp(-(((t - 2 * p[1]) / (0.3 + p[2])) ** 2)),
  (t, p) => p[0] * Math.sin(p[1] * t + p[2]),
];

it("600 random fits from bad starts: none has converged where a column still has a cosine with the residuals", () => {
  const random = generator(seedOf());
  const times = Array.from({ length: 20 }, (_, i) => i / 4);
  let converged = 0;
  for (let turn = 0; turn < 600; turn++) {
    const curve = curves[turn % curves.length];
    const truth = [1 + 2 * random(), 2 * random(), random()];
    const y = times.map((t) => curve(t, truth) + 0.1 * (random() - 0.5));
    const params = { p: [4 * random() - 1, 4 * random() - 1, 2 * random() - 0.5] };
    const bounds = turn % 2 ? { p: [-2, 3] } : undefined;
    const residuals = ({ p }: { p: readonly number[] }) => times.map((t, i) => curve(t, p) - y[i]);
    const start = residuals(params).reduce((sum, r) => sum + r * r, 0);
    const result = leastSquares(residuals, params, { bounds });
    expect(result.value, `seed ${seedOf()}, turn ${turn}`).toBeLessThanOrEqual(start);
    if (bounds) for (const each of params.p) expect(Math.abs(each - 0.5)).toBeLessThanOrEqual(2.5);
    if (!result.converged) continue;
    converged++;
    const rest = residuals(params);
    params.p.forEach((each, k) => {
      const step = 1e-6 * Math.max(1, Math.abs(each));
      const at = (x: number) => residuals({ p: params.p.with(k, x) });
      const [above, below] = [at(each + step), at(each - step)];
      const column = above.map((r, i) => (r - below[i]) / (2 * step));
      const slope = column.reduce((sum, c, i) => sum + c * rest[i], 0);
      if (bounds && ((each <= -2 && slope > 0) || (each >= 3 && slope < 0))) return;
      const cosine = Math.abs(slope) / Math.hypot(...rest) / (Math.hypot(...column) || 1);
      expect(cosine, `seed ${seedOf()}, turn ${turn}, ${result.reason}`).toBeLessThan(2e-3);
    });
  }
  expect(converged, `seed ${seedOf()}`).toBeGreaterThan(550);
});
