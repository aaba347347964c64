/** Ten thousand optimizers alive at once, each with 16 parameters of its own. */
export function many({ Adam }) {
  const COUNT = 10_000;
  const EACH = 16;
  const STEPS = 3;
  const alive = Array.from({ length: COUNT }, (_, k) => {
    const optimizer = new Adam({ lr: 0.1 });
    return { optimizer, ...optimizer.allocate({ w: new Float32Array(EACH).map((_each, i) => start(k * EACH + i)) }) };
  });
  const expected = new Float32Array(COUNT * EACH).map((_each, i) => start(i));
  const slopes = new Float32Array(COUNT * EACH);
  const reference = new Adam({ lr: 0.1, backend: "js" });
  for (let step = 0; step < STEPS; step++) {
    alive.forEach(({ optimizer, params, grads }, k) => {
      for (let i = 0; i < EACH; i++) grads.w[i] = slope(k * EACH + i, step);
      optimizer.update(params, grads);
    });
    for (let i = 0; i < slopes.length; i++) slopes[i] = slope(i, step);
    reference.update({ w: expected }, { w: slopes });
  }
  const wrong = alive.filter(({ params }, k) => params.w.some((value, i) => value !== expected[k * EACH + i]));
  return { failures: wrong.length === 0 ? [] : [`${wrong.length} of ${COUNT} optimizers have wrong values`] };
}

/** A thousand optimizers with 2 MB of parameters, 8 MB in all each, made, used and dropped. */
export async function dropped({ Adam }) {
  const initial = new Float32Array(1 << 19);
  const failures = [];
  for (let k = 0; k < 1_000; k++) {
    const optimizer = new Adam({ lr: 1 });
    const { params, grads } = optimizer.allocate({ w: initial.fill(k) });
    grads.w.fill(1);
    optimizer.update(params, grads);
    for (let i = 0; i < initial.length; i += 1_021) {
      if (Math.abs(params.w[i] - k + 1) > 1e-3)
        failures.push(`optimizer ${k}, element ${i}: ${params.w[i]}, expected ${k - 1}`);
    }
    if (k % 20 === 19) await new Promise((resolve) => setTimeout(resolve));
  }
  return { failures };
}

/** Six thousand optimizers of medium size, made and dropped without a break: what shares memory is collected as well. */
export function burst({ Adam }) {
  const initial = new Float32Array(55_000);
  for (let k = 0; k < 6_000; k++) {
    const optimizer = new Adam({ lr: 1 });
    const { params, grads } = optimizer.allocate({ w: initial });
    grads.w[k] = 1;
    optimizer.update(params, grads);
    if (Math.abs(params.w[k] + 1) > 1e-3) return { failures: [`optimizer ${k}: ${params.w[k]}, expected -1`] };
  }
  return { failures: [] };
}

/** More than 4 GiB in one map: refused before anything is allocated, and life goes on. */
export function over({ Adam }) {
  const large = new Float32Array(100 << 20);
  const optimizer = new Adam({ lr: 1 });
  const { refusal, memories } = counted(() => optimizer.allocate({ a: large, b: large, c: large }));
  const failures = [];
  const [, need] =
    String(refusal).match(/^RangeError: the map needs (\d+) bytes with its state, one map can have 4294901760$/) ?? [];
  if (!(Number(need) > 3 * 4 * large.byteLength))
    failures.push(`expected the RangeError of a map over the limit, got ${refusal}`);
  if (memories !== 0) failures.push(`${memories} memories were made for a map over the limit`);
  const { params, grads } = optimizer.allocate({ w: Float32Array.of(3) });
  grads.w[0] = 1;
  optimizer.update(params, grads);
  if (Math.abs(params.w[0] - 2) > 1e-3) failures.push(`the next update gave ${params.w[0]}, expected 2`);
  return { failures };
}

/** What a call throws, and how many memories it tried to make. */
function counted(call) {
  const { Memory } = WebAssembly;
  let memories = 0;
  const construct = (_target, args) => {
    memories++;
    return new Memory(...args);
  };
  WebAssembly.Memory = new Proxy(Memory, { construct });
  try {
    call();
    return { refusal: "nothing thrown", memories };
  } catch (refusal) {
    return { refusal, memories };
  } finally {
    WebAssembly.Memory = Memory;
  }
}

function start(i) {
  return ((i * 7) % 1001) / 100 - 5;
}

function slope(i, step) {
  return ((i * 31 + step * 17) % 257) / 64 - 2;
}
