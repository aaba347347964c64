import { readFileSync } from "node:fs";

const { exp, atan, PI, log } = Math;

export interface Set {
  readonly name: string;
  readonly starts: readonly number[][];
  readonly certified: readonly number[];
  readonly deviations: readonly number[];
  readonly rss: number;
  readonly x: readonly number[][];
  readonly y: readonly number[];
  readonly model: (x: readonly number[], b: readonly number[]) => number;
  readonly slopes: (x: readonly number[], b: readonly number[]) => number[];
}

type Model = Pick<Set, "model" | "slopes">;

/** (b1 + b2 x + …) / (1 + …), with so many terms above. */
const rational = (above: number): Model => {
  const parts = (x: number, b: readonly number[]) => [
    b.slice(0, above).reduce((sum, each, k) => sum + each * x ** k, 0),
    b.slice(above).reduce((sum, each, k) => sum + each * x ** (k + 1), 1),
  ];
  return {
    model: ([x], b) => parts(x, b)[0] / parts(x, b)[1],
    slopes([x], b) {
      const [top, bottom] = parts(x, b);
      return b.map((_, k) => (k < above ? x ** k / bottom : (-top * x ** (k - above + 1)) / bottom ** 2));
    },
  };
};

const rise: Model = {
  model: ([x], [a, r]) => a * (1 - exp(-r * x)),
  slopes: ([x], [a, r]) => [1 - exp(-r * x), a * x * exp(-r * x)],
};

const models: Readonly<Record<string, Model>> = {
  Misra1a: rise,
  BoxBOD: rise,
  Kirby2: rational(3),
  Hahn1: rational(4),
  Thurber: rational(4),
  Chwirut1: {
    model: ([x], [a, b, c]) => exp(-a * x) / (b + c * x),
    slopes([x], [a, b, c]) {
      const [e, d] = [exp(-a * x), b + c * x];
      return [(-x * e) / d, -e / d ** 2, (-x * e) / d ** 2];
    },
  },
  Lanczos3: {
    model: ([x], b) => b[0] * exp(-b[1] * x) + b[2] * exp(-b[3] * x) + b[4] * exp(-b[5] * x),
    slopes: ([x], b) => [0, 2, 4].flatMap((k) => [exp(-b[k + 1] * x), -x * b[k] * exp(-b[k + 1] * x)]),
  },
  Gauss1: {
    model: ([x], b) =>
      b[0] * exp(-b[1] * x) + b[2] * exp(-((x - b[3]) ** 2) / b[4] ** 2) + b[5] * exp(-((x - b[6]) ** 2) / b[7] ** 2),
    slopes: ([x], b) => [
      exp(-b[1] * x),
      -x * b[0] * exp(-b[1] * x),
      ...[2, 5].flatMap((k) => {
        const d = x - b[k + 1];
        const e = exp(-(d ** 2) / b[k + 2] ** 2);
        return [e, (b[k] * e * 2 * d) / b[k + 2] ** 2, (b[k] * e * 2 * d ** 2) / b[k + 2] ** 3];
      }),
    ],
  },
  DanWood: {
    model: ([x], [a, b]) => a * x ** b,
    slopes: ([x], [a, b]) => [x ** b, a * x ** b * log(x)],
  },
  Nelson: {
    model: ([x, z], [a, b, c]) => a - b * x * exp(-c * z),
    slopes: ([x, z], [, b, c]) => [1, -x * exp(-c * z), b * x * z * exp(-c * z)],
  },
  MGH17: {
    model: ([x], b) => b[0] + b[1] * exp(-x * b[3]) + b[2] * exp(-x * b[4]),
    slopes: ([x], b) => [1, exp(-x * b[3]), exp(-x * b[4]), -x * b[1] * exp(-x * b[3]), -x * b[2] * exp(-x * b[4])],
  },
  Roszman1: {
    model: ([x], [a, b, c, d]) => a - b * x - atan(c / (x - d)) / PI,
    slopes([x], [, , c, d]) {
      const square = (x - d) ** 2 + c * c;
      return [1, -x, -(x - d) / square / PI, -c / square / PI];
    },
  },
  MGH09: {
    model: ([x], [a, b, c, d]) => (a * (x * x + x * b)) / (x * x + x * c + d),
    slopes([x], [a, b, c, d]) {
      const [top, bottom] = [x * x + x * b, x * x + x * c + d];
      return [top / bottom, (a * x) / bottom, (-a * top * x) / bottom ** 2, (-a * top) / bottom ** 2];
    },
  },
  Rat42: {
    model: ([x], [a, b, c]) => a / (1 + exp(b - c * x)),
    slopes([x], [a, b, c]) {
      const e = exp(b - c * x);
      return [1 / (1 + e), (-a * e) / (1 + e) ** 2, (a * x * e) / (1 + e) ** 2];
    },
  },
};

interface Given extends Omit<Set, "name" | "x" | "y" | "model" | "slopes"> {
  readonly data: readonly number[][];
}

const { sets } = JSON.parse(readFileSync(new URL("../fixtures/fit/nist.json", import.meta.url), "utf8")) as {
  sets: Record<string, Given>;
};

/** The fourteen, with their models and their derivatives by hand. */
export const nist: readonly Set[] = Object.entries(sets).map(([name, { data, ...rest }]) => ({
  ...rest,
  ...models[name],
  name,
  x: data.map(([, ...x]) => x),
  y: data.map(([y]) => (name === "Nelson" ? log(y) : y)),
}));
