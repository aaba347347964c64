import { expect } from "vitest";
import type { Floats } from "../support.js";
import { decoded, stateAt, type Case } from "./fixture.js";
import { play, type Place, type Seen } from "./play.js";

/**
 * Units of the last place, of the element's largest value. In 60 calls the rules in this order of operations, rounded
 * after each, lead up to 17.1 from the fixtures in float32 and, beside what the norms are apart, up to 8.5 in float64.
 */
const ULPS = 24;
const EPSILON = { f32: 2 ** -23, f64: 2 ** -52 };

/** The root of a sum of 4015 squares in eight parts: 502 roundings of 2^-53, halved. Up to 2^-46.7 here. */
const NORM = 2 ** -45;

/** Plays the case, or another in its place, and compares with what the libraries had after each call. */
export function follow(oracle: Case, place: Place, played = oracle): Seen {
  const { largest, after, iterations, gradNorm } = oracle;
  const hold = comparer(oracle);
  return play(played, place, (call, { optimizer, params }) => {
    const steps = iterations?.[call - 1] ?? call;
    if (optimizer.iterations !== steps)
      expect.fail(`iterations after ${call}: ${optimizer.iterations}, expected ${steps}`);
    hold("params", call, call - 1, params, after.params, largest.params);
    const kept = stateAt.indexOf(call);
    if (kept >= 0) {
      for (const slot of Object.keys(after.state ?? {}))
        hold(slot, call, kept, optimizer.state[slot], after.state?.[slot], largest.state?.[slot]);
      // Before the first step torch's are the parameters.
      if (after.ema && steps > 0) hold("ema", call, kept, optimizer.ema, after.ema, largest.ema);
    }
    const norm = gradNorm?.[call - 1];
    if (typeof norm !== "number") return;
    close(`gradNorm after ${call}`, optimizer.gradNorm as number, norm, normTolerance(oracle) * norm);
  });
}

/** Compares arrays with the `index`-th of those that the fixture holds, each element relative to its largest value. */
function comparer(oracle: Case) {
  const known = new Map<string, Floats>();
  const expected = (name: string, text: string): Floats => {
    const values = known.get(text) ?? decoded(oracle, name, text);
    known.set(text, values);
    return values;
  };
  // Where the types are mixed, torch takes the norm of the float32 parts in float32.
  const apart = oracle.normApart === undefined ? 0 : oracle.normApart + NORM;
  const tolerance = ULPS * EPSILON[oracle.element === "f64" ? "f64" : "f32"] + apart;
  return (
    what: string,
    call: number,
    index: number,
    actual: Readonly<Record<string, Floats>>,
    texts: Readonly<Record<string, string>> = {},
    largest: Readonly<Record<string, readonly number[]>> = {},
  ): void => {
    expect(Object.keys(texts), what).toEqual(expect.arrayContaining(Object.keys(actual)));
    for (const [name, text] of Object.entries(texts)) {
      const most = largest[name];
      const values = expected(name, text).subarray(index * most.length, (index + 1) * most.length);
      // A name that did not move yet has no state here, and zeros in the fixture.
      const given = actual[name] ?? new Float64Array(most.length);
      for (let i = 0, k = 0; i < given.length; i++, k = k + 1 < most.length ? k + 1 : 0) {
        const error = Math.abs(given[i] - values[k]);
        if (!(error <= tolerance * most[k]))
          close(`${what} after ${call}: ${name}[${i}]`, given[i], values[k], tolerance * most[k]);
      }
    }
  };
}

function normTolerance({ element, gradScale, options, problem }: Case): number {
  // Unscaled gradients are the same numbers here and there.
  const rounded = element !== "f64" && (gradScale !== undefined || "accumulate" in options || problem === "sparse");
  return NORM + (rounded ? ULPS * EPSILON.f32 : 0);
}

function close(what: string, actual: number, expected: number, within: number): void {
  const error = Math.abs(actual - expected);
  if (!(error <= within)) expect.fail(`${what}: ${actual} is ${error} from ${expected}, more than ${within}`);
}
