import { describe, expect, it } from "vitest";
import { Nesterov } from "../src/index.js";

type Point = readonly [x: number, y: number];
type Gradient = (p: Point) => Point;

const problems: { title: string; gradient: Gradient; start: Point; lr: number }[] = [
  { title: "the canyon x²/20 + y²", gradient: ([x, y]) => [x / 10, 2 * y], start: [-7, 2], lr: 0.1 },
  {
    title: "Rosenbrock's valley",
    gradient: ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
    start: [-1.2, 1],
    lr: 1e-4,
  },
];

describe.each(problems)("Nesterov on $title", ({ gradient, start, lr }) => {
  const momentum = 0.9;

  it("is true look-ahead: it stands where gradient descent with look-ahead looks", () => {
    const points = descend("bengio", 300);
    let [x, v]: [Point, Point] = [start, [0, 0]];
    points.forEach((point) => {
      const g = gradient([x[0] + momentum * v[0], x[1] + momentum * v[1]]);
      v = [momentum * v[0] - lr * g[0], momentum * v[1] - lr * g[1]];
      x = [x[0] + v[0], x[1] + v[1]];
      expect(point[0]).toBeCloseTo(x[0] + momentum * v[0], 10);
      expect(point[1]).toBeCloseTo(x[1] + momentum * v[1], 10);
    });
  });

  it("in its literal form is the notes' first code", () => {
    const points = descend("literal", 100);
    const [p, v] = [[...start], [0, 0]];
    points.forEach((point) => {
      const g = gradient([p[0], p[1]]);
      for (const i of [0, 1]) {
        v[i] *= momentum;
        v[i] -= lr * g[i];
        p[i] += momentum * momentum * v[i];
        p[i] -= (1 + momentum) * lr * g[i];
        expect(point[i]).toBeCloseTo(p[i], 10);
      }
    });
  });

  it("takes another path where the new velocity counts instead of the old", () => {
    const [bengio, literal] = [descend("bengio", 5), descend("literal", 5)];
    expect(Math.abs(bengio[4][0] - literal[4][0])).toBeGreaterThan(1e-4);
  });

  function descend(form: "bengio" | "literal", steps: number): Point[] {
    const optimizer = new Nesterov({ lr, momentum, form });
    const params = { x: start[0], y: start[1] };
    return Array.from({ length: steps }, () => {
      const [x, y] = gradient([params.x, params.y]);
      optimizer.update(params, { x, y });
      return [params.x, params.y] as const;
    });
  }
});

it.each([
  { form: "bengio", stable: 1.35, unstable: 1.37 },
  { form: "literal", stable: 0.85, unstable: 0.87 },
] as const)(
  "$form is stable on a unit quadratic up to a rate between $stable and $unstable",
  ({ form, stable, unstable }) => {
    expect(Math.abs(after(form, stable))).toBeLessThan(1);
    expect(Math.abs(after(form, unstable))).toBeGreaterThan(1);
  },
);

function after(form: "bengio" | "literal", lr: number): number {
  const optimizer = new Nesterov({ lr, form });
  const params = { x: 1 };
  for (let step = 0; step < 2_000; step++) optimizer.update(params, { x: params.x });
  return params.x;
}
