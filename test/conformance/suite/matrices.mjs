import { Digest } from "./digest.mjs";
import { fill } from "./maps.mjs";
import { generator, tame } from "./numbers.mjs";

const shapes = { W: [7, 12], V: [33, 5], K: [16, 16] };

/** Rules of matrices in their forms, on own arrays and allocated ones, saved in their midst and continued. */
export function digestOfMatrices({ Adafactor, load, Muon, save, SM3, SOAP }, backend) {
  const digest = new Digest();
  const place = backend && { backend };
  const forms = [
    [Muon, { lr: 0.02 }],
    [Muon, { lr: 0.02, form: "optax", nesterov: false, emaDecay: 0.9 }],
    [Muon, { lr: 0.02, polarExpress: true, normalize: true, adjustLr: "matchRmsAdamw", clipNorm: 1 }],
    [Adafactor, { lr: 0.02 }],
    [Adafactor, { lr: 0.02, form: "paper", weightDecay: 0.1 }],
    [Adafactor, { lr: 0.02, form: "optax", accumulate: 2 }],
    [SM3, { lr: 0.1, l2: 0.01 }],
    [SOAP, { lr: 0.01, preconditionEvery: 2 }],
  ];
  for (const [Class, options] of forms)
    for (const Floats of [Float32Array, Float64Array])
      for (const allocated of [false, true]) {
        const random = generator(digest.count + 1);
        const make = () => new Class({ ...options, ...place, shapes });
        const model = () =>
          Object.fromEntries(
            Object.entries(shapes).map(([name, [rows, columns]]) => [name, new Floats(rows * columns).map(random)]),
          );
        const first = make();
        const { params, grads } = allocated ? first.allocate(model()) : { params: model(), grads: model() };
        const step = (optimizer) => {
          fill(grads, () => tame(random));
          optimizer.update(params, grads);
        };
        for (let k = 0; k < 5; k++) step(first);
        const second = make();
        load(second, save(first));
        for (let k = 0; k < 4; k++) step(second);
        digest.optimizer(second, params);
      }
  return digest;
}
