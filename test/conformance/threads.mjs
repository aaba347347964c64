/**
 * Runs every optimizer on a pool of threads and on one thread, with and without
 * the options of the training loop, and compares all bits. Plain ESM, for any runtime.
 *
 * @returns {Promise<{ backend: string, failures: string[] }>}
 */
export async function conformOnThreads(library, ThreadPool, rows) {
  const pool = await ThreadPool.start({ threads: 2 });
  const failures = [];
  const passes = [library.noise({ seed: 1 }), library.clipNormPerTensor(9)];
  for (const { title, options } of rows.flatMap((row) => [
    row,
    { ...row, options: { ...row.options, ...training } },
    { ...row, options: { ...row.options, passes } },
  ])) {
    for (const Floats of [Float32Array, Float64Array]) {
      const one = run(new library[title](options), Floats);
      const two = run(new library[title]({ ...options, pool }), Floats);
      const k = one.findIndex((value, i) => !Object.is(value, two[i]));
      if (k >= 0)
        failures.push(
          `${title} ${JSON.stringify(options)} ${Floats.name}: element ${k} is ${two[k]} on two threads, ${one[k]} on one`,
        );
    }
    // The helper learns of a new memory when the thread comes to rest: later optimizers have two threads at work.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  pool.stop();
  return { backend: new library[rows[0].title]().backend, failures };
}

const training = {
  clipNorm: 20,
  weightDecay: 0.01,
  l2: 0.02,
  clipValue: 0.1,
  emaDecay: 0.9,
  groups: [{ match: /^b/, weightDecay: 0 }],
};

/** Parameters, state, averages and the norm of the gradients after some steps. */
function run(optimizer, Floats) {
  const length = 60_000;
  const { params, grads } = optimizer.allocate({
    W: new Floats(length).map((_, i) => Math.fround((i % 97) / 97)),
    b: new Floats(3),
  });
  for (let step = 0; step < 6; step++) {
    for (let i = 0; i < length; i++) grads.W[i] = ((i * 31 + step * 17) % 101) / 50 - 1;
    optimizer.update(params, grads);
  }
  const maps = [params, ...Object.values(optimizer.state), optimizer.ema];
  return [...maps.flatMap(({ W = [], b = [] }) => [...W, ...b]), optimizer.gradNorm];
}
