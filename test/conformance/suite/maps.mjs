const all = (params) => params;
const lengths = { a: 1, b: 4, c: 7, d: 64, e: 201 };

/** How parameters and gradients are brought, and which part of them moves on every fourth step. */
export const shapes = [
  { make: (optimizer, random) => optimizer.allocate(arrays(Float32Array, random)), part: withoutC },
  { make: (optimizer, random) => optimizer.allocate(arrays(Float64Array, random)), part: withoutC },
  { make: (_, random) => both((offset) => arrays(Float32Array, random, offset)), part: withoutC },
  { make: (_, random) => both((offset) => arrays(Float64Array, random, offset)), part: all },
  { make: (_, random) => both(() => plain(random)), part: withoutC },
  { make: (_, random) => both(() => tree(random)), part: all },
  { make: (optimizer, random) => optimizer.allocate(tree(random)), part: all },
];

/** Over more than one window of own arrays, and more than one page. */
export const largeShapes = [
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

function tree(random) {
  const { a, b, d } = arrays(Float32Array, random);
  return {
    x: random(),
    layers: [new Layer(a, b), new Layer(d, [random()])],
    rows: [[1, 2, 3].map(random), [random()]],
  };
}

class Layer {
  title = "dense";

  constructor(W, b) {
    Object.assign(this, { W, b });
  }
}

/** Whether it holds leaves, and is none. */
export function isNode(value) {
  return typeof value === "object" && !ArrayBuffer.isView(value) && typeof value[0] !== "number";
}

function mapOf(make) {
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, make(length)]));
}

export function withoutC(params) {
  const { c: _, ...rest } = params;
  return rest;
}

export function keepNumber(params, moved, name) {
  if (typeof moved[name] === "number") params[name] = moved[name];
}

/** Of large gradients: prime, so that it meets every place in a vector, a window and a page. */
const PERIOD = 997;

export function fill(grads, value) {
  for (const name of Object.keys(grads)) {
    const grad = grads[name];
    if (typeof grad === "string") continue;
    if (typeof grad === "number") grads[name] = value();
    else if (isNode(grad)) fill(grad, value);
    else {
      const own = Math.min(grad.length, PERIOD);
      for (let i = 0; i < own; i++) grad[i] = value();
      for (let i = own; i < grad.length; i += own) grad.copyWithin(i, 0, own);
    }
  }
}

/** What a course moves: all types side by side. */
export const trainedShapes = [
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

export function table(Floats, random, length) {
  return new Floats(length).map(() => random() - 0.5);
}
