import { Digest } from "./digest.mjs";
import { fill, keepNumber, trainedShapes, withoutC } from "./maps.mjs";
import { generator, tame } from "./numbers.mjs";
import { touchedRows } from "./trainings.mjs";

/** A run of one optimizer, and the same run saved in its midst and continued by another one: the same bits. */
export function digestOfTraining(name, training, Optimizer, options, library, failures) {
  const digest = new Digest();
  if (training.sparse && !takesSparse(Optimizer, options, library)) return digest;
  const large = training.large ? [{ seed: 8, large: true, initial: training.large }] : [];
  for (const shape of [...trainedShapes, ...large]) {
    const whole = course(training, Optimizer, options, library, shape, false);
    const halves = shape.large ? whole : course(training, Optimizer, options, library, shape, true);
    digest.take(whole);
    if (halves.text !== whole.text)
      failures.push(
        `${Optimizer.name} ${JSON.stringify(options)}, ${name}: ${whole.text}, saved and continued ${halves.text}`,
      );
  }
  return digest;
}

/** Rules with sums need all of a gradient. */
function takesSparse(Optimizer, options, { sparseRows }) {
  try {
    new Optimizer(options).update({ E: new Float32Array(3) }, { E: sparseRows([0], [1, 1, 1]) });
    return true;
  } catch (error) {
    if (error.message.includes("is sparse rows: a rule with sums")) return false;
    throw error;
  }
}

/** Calls of `update` in a course, and after how many it is saved: in the midst of an accumulation. */
const CALLS = 10;
const SAVED = 4;

function course({ make, gradients = tame, sparse, torch, gradScale }, Optimizer, options, library, shape, continues) {
  const digest = new Digest();
  const random = generator(shape.seed);
  const stride = shape.large ? 37 : 1;
  let steps = 0;
  let made = make(library, Optimizer);
  let optimizer = new Optimizer({ ...options, ...made });
  let { params, grads } = mapsFor(optimizer, shape, shape.initial(random));
  for (let call = 0; call < CALLS; call++) {
    fill(grads, () => gradients(random, call));
    const moving = call % 4 === 3 ? withoutC(params) : params;
    const touched = sparse ? { ...grads, ...touchedRows(library, random, params) } : grads;
    optimizer.update(moving, touched, gradScale && { gradScale });
    if (moving !== params) for (const name of Object.keys(moving)) keepNumber(params, moving, name);
    made.lr?.step?.(call < 3 ? -call : 0);
    if (optimizer.iterations > steps && optimizer.gradNorm !== undefined) digest.number(optimizer.gradNorm);
    steps = optimizer.iterations;
    if (call !== SAVED - 1) continue;
    const file = library.save(optimizer);
    for (let i = 0; i < file.length; i += stride) digest.byte(file[i]);
    if (!continues) continue;
    made = make(library, Optimizer);
    optimizer = new Optimizer({ ...options, ...made });
    library.load(optimizer, file);
    ({ params, grads } = mapsFor(optimizer, shape, params));
  }
  digest.number(optimizer.iterations);
  digest.number(optimizer.skipped);
  digest.optimizer(optimizer, params, stride);
  if ("emaDecay" in made) {
    optimizer.swapAverages(params);
    digest.optimizer(optimizer, params, stride);
  }
  const dict = torch && dictOf(library, optimizer);
  if (dict) {
    for (const state of Object.values(dict.state)) digest.map(state);
    const other = new Optimizer({ ...options, ...make(library, Optimizer) });
    library.loadStateDict(other, dict);
    digest.optimizer(other, {});
  }
  return digest;
}

/** None of a class that PyTorch does not have. */
function dictOf(library, optimizer) {
  try {
    return library.stateDict(optimizer, { approximate: true });
  } catch (error) {
    if (error.message.startsWith("there is no form of ")) return undefined;
    throw error;
  }
}

function mapsFor(optimizer, { allocated }, initial) {
  if (allocated) return optimizer.allocate(initial);
  const grads = Object.entries(initial).map(([name, value]) => [
    name,
    typeof value === "number" ? 0 : value.map(() => 0),
  ]);
  return { params: initial, grads: Object.fromEntries(grads) };
}
