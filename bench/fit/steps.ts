import { Adam, minimize } from "optim-wasm";
import { mapValues } from "../harness/records.js";
import { race, type Race } from "./race.js";

type Numbers = Record<string, number>;
type Bowl = (params: Numbers) => { value: number; grads: Numbers };

const STEPS = 2_000;
const LR = 1e-5;

/** Steps of Adam on so many numbers by name: through `minimize`, and by a loop over the names. */
export function steps(count: number): Race {
  const names = Array.from({ length: count }, (_, k) => `p${k}`);
  const begin = () => Object.fromEntries(names.map((name, k) => [name, k + 2]));
  const value = names.map((name) => `(p.${name} - 1) * (p.${name} - 1)`).join(" + ");
  const grads = names.map((name) => `${name}: 2 * (p.${name} - 1)`).join(", ");
  const bowl = new Function("p", `return { value: ${value}, grads: { ${grads} } };`) as Bowl;
  const times = race({
    minimize: () => minimize(bowl, begin(), new Adam({ lr: LR }), { maxIterations: STEPS, gradTolerance: 1e-30 }),
    "a loop by hand": () => byHand(bowl, begin(), names),
  });
  return { times: mapValues(times, (time) => time / STEPS) };
}

function byHand(bowl: Bowl, params: Numbers, names: readonly string[]): number {
  const [m, v]: Numbers[] = [{}, {}];
  for (const name of names) m[name] = v[name] = 0;
  let [power1, power2, value] = [1, 1, 0];
  for (let step = 0; step < STEPS; step++) {
    const at = bowl(params);
    ({ value } = at);
    power1 *= 0.9;
    power2 *= 0.999;
    for (const name of names) {
      const g = at.grads[name];
      m[name] = 0.9 * m[name] + 0.1 * g;
      v[name] = 0.999 * v[name] + 0.001 * g * g;
      params[name] -= (LR * (m[name] / (1 - power1))) / (Math.sqrt(v[name] / (1 - power2)) + 1e-8);
    }
  }
  return value;
}
