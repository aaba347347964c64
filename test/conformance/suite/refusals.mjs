/** Calls that must throw and change nothing; each returns what went wrong. */
export const refusals = [
  refused("TypeError", 'grads["b"] is missing', () => [{ a: [1], b: [2] }, { a: [1] }]),
  refused("RangeError", 'grads["b"] has 2 elements, params["b"] has 1', () => [
    { a: [1], b: [2] },
    { a: [1], b: [1, 2] },
  ]),
  refused("TypeError", 'params["a"] must be a number, number[], Float32Array or Float64Array, got Int8Array', () => [
    { a: new Int8Array(1) },
    { a: [1] },
  ]),
  refused("TypeError", 'params["a"] and params["b"] overlap', () => {
    const a = new Float32Array(2);
    return [
      { a, b: a },
      { a: [1, 1], b: [1, 1] },
    ];
  }),
  (Optimizer) => thrown("RangeError", "lr must be a finite number ≥ 0, got NaN", () => new Optimizer({ lr: NaN })),
];

function refused(name, message, make) {
  return (Optimizer, options) => {
    const optimizer = new Optimizer(options);
    const [params, grads] = make();
    const before = JSON.stringify([params, grads]);
    const failure = thrown(name, message, () => optimizer.update(params, grads));
    if (failure) return failure;
    const untouched = JSON.stringify([params, grads]) === before && optimizer.iterations === 0;
    return untouched ? undefined : `changed something although it threw: ${message}`;
  };
}

function thrown(name, message, call) {
  try {
    call();
  } catch (error) {
    const same = error.name === name && error.message === message;
    return same ? undefined : `threw ${error.name}: ${error.message}, expected ${name}: ${message}`;
  }
  return `did not throw ${name}: ${message}`;
}
