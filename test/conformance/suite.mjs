/**
 * Runs every optimizer over fixed inputs, with every option of the training loop, and every schedule, and digests all
 * bits that come out. Plain ESM, for any runtime.
 *
 * @param library what library.mjs exports
 * @param rows which optimizers: [{ title: "Adam", options: { … } }]
 * @returns {{ digest: string, backend: string, results: number, failures: string[] }}
 */
export function conform(library, rows) {
  const failures = [];
  const digest = new Digest();
  for (const { title, options } of rows) {
    const parts = { "its options": digestOf, ...trainings };
    for (const [name, part] of Object.entries(parts)) {
      const training = typeof part === "function" ? part : (...made) => digestOfTraining(name, part, ...made);
      const own = training(library[title], options, library, failures);
      digest.take(own);
      const js = training(library[title], { ...options, backend: "js" }, library, failures);
      if (js.text !== own.text)
        failures.push(`${title} ${JSON.stringify(options)}, ${name}: ${own.text}, js backend ${js.text}`);
    }
    for (const each of refusals) {
      const failure = each(library[title], options);
      if (failure) failures.push(`${title}: ${failure}`);
    }
  }
  digest.take(digestOfSchedules(library));
  return { digest: digest.text, backend: new library[rows[0].title]().backend, results: digest.count, failures };
}

function digestOf(Optimizer, options) {
  const digest = new Digest();
  for (const lr of [undefined, 0.3, (iteration) => 1 / (iteration + 2)]) {
    for (const shape of shapes) {
      const random = generator(digest.count + 1);
      const optimizer = new Optimizer(lr === undefined ? options : { ...options, lr });
      const { params, grads } = shape.make(optimizer, random);
      for (let step = 0; step < 12; step++) {
        fill(grads, () => awkward(random));
        const moving = step % 4 === 3 ? shape.part(params) : params;
        optimizer.update(moving, grads);
        if (moving !== params) for (const name of Object.keys(moving)) keepNumber(params, moving, name);
      }
      digest.optimizer(optimizer, params);
    }
  }
  return digest;
}

/** A run of one optimizer, and the same run saved in its midst and continued by another one: the same bits. */
function digestOfTraining(name, training, Optimizer, options, library, failures) {
  const digest = new Digest();
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
  if (torch) {
    const dict = library.stateDict(optimizer);
    for (const state of Object.values(dict.state)) digest.map(state);
    const other = new Optimizer({ ...options, ...make(library, Optimizer) });
    library.loadStateDict(other, dict);
    digest.optimizer(other, {});
  }
  return digest;
}

function mapsFor(optimizer, { allocated }, initial) {
  if (allocated) return optimizer.allocate(initial);
  const grads = Object.entries(initial).map(([name, value]) => [
    name,
    typeof value === "number" ? 0 : value.map(() => 0),
  ]);
  return { params: initial, grads: Object.fromEntries(grads) };
}

/** Options of the training loop, made anew for each optimizer as schedules may have a state, and what they meet. */
const trainings = {
  groups: {
    gradients: unusual,
    make: () => ({
      weightDecay: 0.03,
      l2: 0.02,
      clipValue: 1.5,
      groups: [
        { match: /^[bx]/, lr: 0.05, weightDecay: 0 },
        { match: ["a", "d"], l2: 0, clipValue: Infinity, maximize: true },
        { match: (name) => name === "E", lr: (iteration) => 1 / (iteration + 4), weightDecay: 0.5 },
      ],
    }),
  },
  "state dict": { torch: true, make: () => ({ l2: 0.01, groups: [{ match: ["b", "d"], lr: 0.25, maximize: true }] }) },
  "decay, maximize": { gradients: unusual, make: () => ({ weightDecay: 0.1, maximize: true }), gradScale: 1 / 1024 },
  "clipping by norm": {
    make: () => ({ clipNorm: (iteration) => (iteration % 3 === 2 ? 1e9 : 0.7) }),
    gradScale: -1 / 3,
  },
  "norm without clipping": {
    gradients: unusual,
    make: () => ({ clipNorm: Infinity, clipValue: 0.5, l2: 0.1 }),
    gradScale: 3,
  },
  accumulation: { make: () => ({ accumulate: 3, clipNorm: 1, weightDecay: 0.01 }), gradScale: 1 / 7 },
  averages: {
    gradients: unusual,
    make: () => ({ emaDecay: (iteration) => (iteration + 1) / (iteration + 10), weightDecay: 0.01 }),
  },
  "not finite": { gradients: rarelyInfinite, make: () => ({ nonFinite: "skip", emaDecay: 0.75, clipValue: 1 }) },
  schedules: {
    large: (random) => ({ W: table(Float64Array, random, 16_400), b: [1], c: [1, 2] }),
    make: (library, Optimizer) => {
      const driven = ["momentum", "decayRate", "beta1"].find((name) => takes(Optimizer, name));
      const rate = library.cosineDecay({ initValue: 0.1, decaySteps: 7, alpha: 0.01, exponent: 1.5 });
      return {
        lr: library.warmup({ steps: 3, schedule: rate, initValue: 0.01 }),
        weightDecay: library.exponentialDecay({ initValue: 0.1, transitionSteps: 3, decayRate: 0.7 }),
        l2: library.oneCycle({ transitionSteps: 9, peakValue: 0.1 }),
        clipNorm: library.cosineRestarts({ initValue: 2, decaySteps: 4, alpha: 0.1 }),
        emaDecay: library.stepDecay({ initValue: 0.9, stepSize: 4, gamma: 0.9 }),
        ...(driven && {
          [driven]: library.polynomialDecay({ initValue: 0.5, endValue: 0.95, power: 0.3, transitionSteps: 10 }),
        }),
        groups: [{ match: /^b/, weightDecay: 0 }],
      };
    },
  },
  "a plateau": {
    make: (library) => ({ lr: new library.ReduceOnPlateau({ initValue: 0.5, patience: 2, factor: 0.3 }) }),
  },
  "sparse rows": {
    sparse: true,
    make: () => ({ clipNorm: 1.5, weightDecay: 0.1, l2: 0.01, emaDecay: 0.8, nonFinite: "throw" }),
  },
  "sparse rows alone": {
    sparse: true,
    large: (random) => ({ T: table(Float32Array, random, 6_400), c: [1, 2] }),
    gradients: unusual,
    make: () => ({}),
  },
};

function takes(Optimizer, name) {
  try {
    return Boolean(new Optimizer({ [name]: 0.5 }));
  } catch {
    return false;
  }
}

/** Gradients for rows of each table: some rows, in any order, some of them twice. */
function touchedRows(library, random, params) {
  const tables = Object.entries({ E: 3, T: 4 }).filter(([name]) => name in params);
  const grads = tables.map(([name, width]) => {
    const height = params[name].length / width;
    const rows = Array.from({ length: Math.ceil(height * 0.7) }, () => Math.floor(random() * height));
    return [
      name,
      library.sparseRows(
        rows,
        Array.from({ length: rows.length * width }, () => tame(random)),
      ),
    ];
  });
  return Object.fromEntries(grads);
}

/** What a course moves: all types side by side. */
const trainedShapes = [
  { seed: 5, allocated: true, initial: (random) => ({ ...mixed(random), E: table(Float32Array, random, 60) }) },
  { seed: 6, initial: (random) => ({ ...mixed(random, 3), y: random(), E: table(Float64Array, random, 60) }) },
  {
    seed: 7,
    initial: (random) => ({ ...withoutE(plain(random)), y: random(), E: [...table(Float64Array, random, 60)] }),
  },
];

function mixed(random, offset = 0) {
  const { d, ...rest } = withoutE(arrays(Float32Array, random, offset));
  return { ...rest, d: Float64Array.from(d), x: random() };
}

function withoutE(params) {
  const { e: _, ...rest } = params;
  return rest;
}

function table(Floats, random, length) {
  return new Floats(length).map(() => random() - 0.5);
}

/** Every schedule's values from the first iteration on, and at a few late ones. */
function digestOfSchedules(library) {
  const digest = new Digest();
  const iterations = [...Array.from({ length: 300 }, (_, k) => k), 1_000, 12_345, 1_000_000, 2 ** 40];
  for (const schedule of schedules(library)) for (const iteration of iterations) digest.number(schedule(iteration));
  for (const options of [{}, { mode: "max", thresholdMode: "abs", threshold: 0.01, cooldown: 2, minValue: 0.01 }]) {
    const plateau = new library.ReduceOnPlateau({ initValue: 1, factor: 0.7, patience: 3, ...options });
    const random = generator(9);
    for (let report = 0; report < 120; report++) digest.number(plateau.step(1 / (report + 1) + random() * 0.1));
    digest.map(plateau.state());
  }
  return digest;
}

function schedules({
  constant,
  stepDecay,
  piecewiseConstant,
  exponentialDecay,
  inverseTimeDecay,
  polynomialDecay,
  cosineDecay,
  cosineRestarts,
  oneCycle,
  warmup,
  join,
}) {
  const cosine = cosineDecay({ initValue: 0.1, decaySteps: 170 });
  const power = exponentialDecay({
    initValue: 0.3,
    transitionSteps: 11,
    decayRate: 0.83,
    transitionBegin: 20,
    endValue: 0.001,
  });
  return [
    constant({ value: 0.3 }),
    stepDecay({ initValue: 0.3, stepSize: 30, gamma: 0.7 }),
    piecewiseConstant({ initValue: 0.3, boundariesAndScales: { 20: 0.1, 90: 3.3 } }),
    power,
    exponentialDecay({ initValue: 0.3, transitionSteps: 7, decayRate: 1.01, staircase: true }),
    inverseTimeDecay({ t0: 5, t1: 50 }),
    polynomialDecay({ initValue: 0.3, endValue: 0.01, power: 1, transitionSteps: 99 }),
    polynomialDecay({ initValue: 0.01, endValue: 0.3, power: 2.7, transitionSteps: 130, transitionBegin: 9 }),
    cosine,
    cosineDecay({ initValue: 0.1, decaySteps: 200, alpha: 0.1, exponent: 0.9 }),
    cosineRestarts({ initValue: 0.1, decaySteps: 13, multiplier: 2, alpha: 0.05 }),
    cosineRestarts({ initValue: 0.1, decaySteps: 17.5 }),
    oneCycle({ transitionSteps: 250, peakValue: 0.7 }),
    oneCycle({ transitionSteps: 201, peakValue: 0.7, pctStart: 0.4, divFactor: 10, finalDivFactor: 77 }),
    warmup({ steps: 25, schedule: cosine, initValue: 0.003 }),
    join({ schedules: [power, cosine, (iteration) => 1 / (iteration + 3)], boundaries: [41, 120] }),
  ];
}

const all = (params) => params;
const lengths = { a: 1, b: 4, c: 7, d: 64, e: 201 };

/** How parameters and gradients are brought, and which part of them moves on every fourth step. */
const shapes = [
  { make: (optimizer, random) => optimizer.allocate(arrays(Float32Array, random)), part: withoutC },
  { make: (optimizer, random) => optimizer.allocate(arrays(Float64Array, random)), part: withoutC },
  { make: (_, random) => both((offset) => arrays(Float32Array, random, offset)), part: withoutC },
  { make: (_, random) => both((offset) => arrays(Float64Array, random, offset)), part: all },
  { make: (_, random) => both(() => plain(random)), part: withoutC },
  {
    make: (_, random) => both(() => ({ x: random(), ...plain(random), W: new Float32Array(36_001).fill(random()) })),
    part: all,
  },
  {
    make: (optimizer, random) =>
      optimizer.allocate({ W: new Float32Array(5_003).fill(random()), x: random(), y: [1, 2] }),
    part: all,
  },
];

function both(make) {
  return { params: make(1), grads: make(3) };
}

function arrays(Floats, random, offset = 0) {
  return mapOf((length) => new Floats(length + offset).subarray(offset).map(() => random() * 4 - 2));
}

function plain(random) {
  return mapOf((length) => Array.from({ length }, () => random() * 4 - 2));
}

function mapOf(make) {
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, make(length)]));
}

function withoutC(params) {
  const { c: _, ...rest } = params;
  return rest;
}

function keepNumber(params, moved, name) {
  if (typeof moved[name] === "number") params[name] = moved[name];
}

function fill(grads, value) {
  for (const name of Object.keys(grads)) {
    const grad = grads[name];
    if (typeof grad === "number") grads[name] = value();
    else for (let i = 0; i < grad.length; i++) grad[i] = value();
  }
}

const SPECIAL = [0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-40, 5e-324, 1e-310, 3.4e38, 1e300];

/** Mostly plain numbers, one in forty from the ends of the number line. */
function awkward(random) {
  if (random() < 0.975) return (random() - 0.5) * 8;
  return SPECIAL[Math.floor(random() * SPECIAL.length)];
}

function tame(random) {
  return random() < 0.1 ? 0 : (random() - 0.5) * 4;
}

/** Of all sizes, all of them finite: a file has no bits that differ where NaN is concerned. */
function unusual(random) {
  const value = awkward(random);
  return Math.abs(value) < 1e9 ? value : 1e-3;
}

/** Finite but in two calls. */
function rarelyInfinite(random, call) {
  return (call === 2 || call === 6) && random() < 0.05 ? Infinity : tame(random);
}

/** Calls that must throw and change nothing; each returns what went wrong. */
const refusals = [
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

/** Two 32-bit FNV-1a sums over the words of the numbers; every NaN counts as the same. */
class Digest {
  a = 0x811c9dc5;
  b = 0x01234567;
  count = 0;

  map(values, stride = 1) {
    for (const name of Object.keys(values).toSorted()) {
      const value = values[name];
      if (typeof value === "number") this.number(value);
      else for (let i = 0; i < value.length; i += stride) this.number(value[i]);
    }
  }

  optimizer({ state, ema }, params, stride) {
    for (const values of [params, ...Object.values(state), ema]) this.map(values, stride);
  }

  take({ a, b, count }) {
    this.word(a);
    this.word(b);
    this.count += count;
  }

  number(value) {
    this.count++;
    scratch.setFloat64(0, value === value ? value : NaN, true);
    this.word(value === value ? scratch.getUint32(0, true) : 0);
    this.word(value === value ? scratch.getUint32(4, true) : 0x7ff80000);
  }

  word(word) {
    for (let shift = 0; shift < 32; shift += 8) this.byte((word >>> shift) & 255);
  }

  byte(byte) {
    this.a = Math.imul(this.a ^ byte, 0x01000193);
    this.b = Math.imul(this.b ^ byte, 0x01000193) + 1;
  }

  get text() {
    return [this.a, this.b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** Uniform in [0, 1), the same everywhere for a seed (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
