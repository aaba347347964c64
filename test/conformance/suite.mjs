/**
 * Runs every optimizer over fixed inputs and digests all bits that come out. Plain ESM, for any runtime.
 *
 * @param library the package under test, as imported
 * @param rows which optimizers: [{ title: "Adam", options: { … } }]
 * @returns {{ digest: string, backend: string, results: number, failures: string[] }}
 */
export function conform(library, rows) {
  const failures = [];
  const digest = new Digest();
  for (const { title, options } of rows) {
    const own = digestOf(library[title], options);
    digest.word(own.a);
    digest.word(own.b);
    digest.count += own.count;
    const js = digestOf(library[title], { ...options, backend: "js" });
    if (js.text !== own.text) failures.push(`${title} ${JSON.stringify(options)}: ${own.text}, js backend ${js.text}`);
    for (const each of refusals) {
      const failure = each(library[title], options);
      if (failure) failures.push(`${title}: ${failure}`);
    }
  }
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
      digest.map(params);
      for (const slot of Object.keys(optimizer.state)) digest.map(optimizer.state[slot]);
    }
  }
  return digest;
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
  { make: (_, random) => both(() => ({ x: random(), ...plain(random), W: new Float32Array(36_001).fill(random()) })), part: all },
  { make: (optimizer, random) => optimizer.allocate({ W: new Float32Array(5_003).fill(random()), x: random(), y: [1, 2] }), part: all },
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

/** Calls that must throw and change nothing; each returns what went wrong. */
const refusals = [
  refused("TypeError", 'grads["b"] is missing', () => [{ a: [1], b: [2] }, { a: [1] }]),
  refused("RangeError", 'grads["b"] has 2 elements, params["b"] has 1', () => [{ a: [1], b: [2] }, { a: [1], b: [1, 2] }]),
  refused("TypeError", 'params["a"] must be a number, number[], Float32Array or Float64Array, got Int8Array', () => [
    { a: new Int8Array(1) },
    { a: [1] },
  ]),
  refused("TypeError", 'params["a"] and params["b"] overlap', () => {
    const a = new Float32Array(2);
    return [{ a, b: a }, { a: [1, 1], b: [1, 1] }];
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

  map(values) {
    for (const name of Object.keys(values).toSorted()) {
      const value = values[name];
      if (typeof value === "number") this.number(value);
      else for (let i = 0; i < value.length; i++) this.number(value[i]);
    }
  }

  number(value) {
    this.count++;
    scratch.setFloat64(0, value === value ? value : NaN, true);
    this.word(value === value ? scratch.getUint32(0, true) : 0);
    this.word(value === value ? scratch.getUint32(4, true) : 0x7ff80000);
  }

  word(word) {
    for (let shift = 0; shift < 32; shift += 8) {
      const byte = (word >>> shift) & 255;
      this.a = Math.imul(this.a ^ byte, 0x01000193);
      this.b = Math.imul(this.b ^ byte, 0x01000193) + 1;
    }
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
