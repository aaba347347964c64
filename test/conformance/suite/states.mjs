import { Digest } from "./digest.mjs";
import { fill, table } from "./maps.mjs";
import { generator, tame } from "./numbers.mjs";

const CALLS = 13;
/** After how many calls, in the midst of an accumulation, names and rows change, and a snapshot is taken. */
const CHANGED = 5;
const TAKEN = 7;
const ROWS = [4, -1, 0, 0, 19, 7];
const WIDTH = 3;

/** A run whose parameters change in its midst, and the same run taken on by another optimizer: the same bits. */
export function digestOfStates(Optimizer, options, library, failures) {
  const digest = new Digest();
  for (const Floats of [Float32Array, Float64Array]) {
    for (const allocated of [true, false]) {
      const [whole, halves] = [false, true].map((continues) =>
        course(Optimizer, options, library, { Floats, allocated, continues }),
      );
      digest.take(whole);
      if (halves.text !== whole.text)
        failures.push(`${Optimizer.name} ${JSON.stringify(options)}: ${whole.text}, from a snapshot ${halves.text}`);
    }
  }
  return digest;
}

function course(Optimizer, options, { rename, forget, takeRows, snapshot, restore }, { Floats, allocated, continues }) {
  const digest = new Digest();
  const random = generator(9);
  const make = () =>
    new Optimizer({ ...options, emaDecay: 0.75, accumulate: 2, groups: [{ match: /^b/, l2: 0.5, weightDecay: 0.1 }] });
  const mapsFor = (params) =>
    allocated
      ? optimizer.allocate(params)
      : { params, grads: Object.fromEntries(Object.keys(params).map((name) => [name, params[name].map(() => 0)])) };
  let optimizer = make();
  let { params, grads } = mapsFor({
    E: table(Floats, random, 20 * WIDTH),
    b: table(Floats, random, 7),
    c: table(Floats, random, 5),
    d: table(Floats, random, 1),
  });
  for (let call = 0; call < CALLS; call++) {
    if (call === CHANGED) {
      const E = new Floats(
        ROWS.flatMap((row) => (row < 0 ? [1, 2, 3] : [...params.E.subarray(row * WIDTH, (row + 1) * WIDTH)])),
      );
      takeRows(optimizer, "E", ROWS, { width: WIDTH, param: E });
      forget(optimizer, ["d"]);
      rename(optimizer, { b: "c", c: "b" });
      ({ params, grads } = mapsFor({ E, c: params.b, b: params.c, d: params.d }));
    }
    if (call === TAKEN) {
      const taken = snapshot(optimizer);
      digest.optimizer(taken, taken.accumulated);
      digest.map(taken.steps);
      if (continues) {
        optimizer = make();
        restore(optimizer, structuredClone(taken));
        ({ params, grads } = mapsFor(params));
      }
    }
    fill(grads, () => tame(random));
    optimizer.update(params, grads);
  }
  digest.optimizer(optimizer, params);
  return digest;
}
