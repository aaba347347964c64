import { allocated, callers, calling, load, rowOf, type Build, type Optimizer } from "../harness/build.js";
import type { Case, Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { after, type Block } from "../harness/measure.js";
import { mapValues } from "../harness/records.js";
import { MAP, array, mapOf, seededMap, type FloatMap } from "../harness/shapes.js";
import { OPTIMIZER, short, written } from "../harness/text.js";
import { tables } from "./tables.js";

/** Everyday ways of calling: none may fall off the fast path. */
export const ways: Section = {
  name: "ways",
  async *cases() {
    const build = await load();
    yield* general(build, "sgd");
    yield* general(build, "adam");
    yield scaled(build, "gradScale", {}, "optimizer.update(params, grads, { gradScale: 0.5 });");
    yield scaled(build, "maximize", { maximize: true });
    yield* [numbers(build), ...tables(build)];
  },
  tables: {
    ways: {
      columns: [
        OPTIMIZER,
        ["case", ({ label }) => label],
        ["ns of", ({ over, times }) => `${over} ${short(times[over].median)}`],
        [
          "others",
          ({ ratios }) =>
            Object.entries(ratios)
              .map(([name, one]) => `${name} ${written(one)}`)
              .join(", "),
        ],
      ],
    },
  },
};

/** The plainest way, and another of which at most so many times the time is asked. */
function against(optimizer: string, label: string, n: number, most: number, both: Record<string, () => Block>): Case {
  const [base, of] = Object.keys(both);
  const candidates = () => mapValues(both, (make) => make());
  return { optimizer, element: "f32", label, n, over: base, candidates, asked: [{ what: label, of, most }] };
}

/** Scaling and decay in the one pass. */
function scaled(build: Build, label: string, options: object, call?: string): Case {
  const on = (own: object, how?: string) => () => allocated(build.create(rowOf("sgd"), own), array("1e5"), how).block;
  const both = { plain: on({}), scaled: on({ weightDecay: 0.01, ...options }, call) };
  return against("sgd", `${label} and weightDecay over plain, 1e5`, 1e5, 1.6, both);
}

const NUMBERS_BY_HAND = `
  o.t++;
  each(o);
  for (const name in params) {
    const g = grads[name];
    m[name] += (1 - o.beta1) * (g - m[name]);
    v[name] += (1 - o.beta2) * (g * g - v[name]);
    params[name] -= (o.rate * m[name]) / (Math.sqrt(v[name]) + o.eps);
  }`;

/** Two plain numbers on an object, as in a physics demo. */
function numbers(build: Build): Case {
  const row = rowOf("adam");
  const zero = () => ({ x: 0, y: 0 });
  const [params, grads] = [() => ({ x: 1.5, y: -0.5 }), { x: 0.25, y: -0.75 }];
  const scope = { params: params(), grads, m: zero(), v: zero(), o: { ...row.defaults, t: 0 }, each: row.perUpdate };
  return against(row.name, "{x, y} of numbers over a loop by hand", 2, 4, {
    "by hand": () => repeated(NUMBERS_BY_HAND, scope),
    library: () => calling(build.create(row), params(), grads),
  });
}

function general(build: Build, optimizer: string): Case[] {
  const create = () => build.create(rowOf(optimizer));
  const way = (label: string, n: number, most: number, plainest: () => Block, other: () => Block): Case =>
    against(optimizer, label, n, most, { plainest, this: other });
  const beside = (b: unknown) => callers(create(), array("1e3"), (map) => ({ ...map, b }));
  const [six, dense, table] = [mapOf(6, 64), mapOf(200, 64), new Float32Array(1000 * 8).fill(0.5)];
  const one = () => [seededMap(six, 1), seededMap(six, 2)];
  const other = () => [seededMap(six, 3), seededMap(six, 4)].map(renamed);
  const inside = (by: Optimizer, [params, grads]: object[]) => filled(by.allocate(params), grads);
  const twoOf = (place: (optimizer: Optimizer, model: object[]) => object[]) => {
    const both = create();
    const scope = { optimizer: both, models: [place(both, one()), place(both, other())], at: { turn: 0 } };
    return repeated("const [p, g] = models[at.turn++ % 2]; optimizer.update(p, g);", scope);
  };
  const sparse = (where: typeof inside) => {
    const both = create();
    const rows = build.sparseRows([7, 42], new Float32Array(16).fill(0.25));
    const [params, grads] = where(both, [{ ...seededMap(dense, 1), table }, seededMap(dense, 2)]);
    return calling(both, params, { ...grads, table: rows });
  };
  const own = (_: Optimizer, model: object[]) => model;
  const denseAllocated = () => allocated(create(), dense).block;
  const renew = (next: (params: FloatMap) => FloatMap) => renewed(create(), next);
  return [
    way(
      "a number beside an array, over [number]",
      1001,
      1.3,
      () => beside([0.5]),
      () => beside(0.5),
    ),
    way(
      `${MAP.label}, fresh arrays over the same`,
      6400,
      3,
      () => renew(same),
      () => renew(fresh),
    ),
    way(
      "two models of 6 in turn over one",
      384,
      1.3,
      () => callers(create(), six),
      () => twoOf(own),
    ),
    way(
      "two models of 6 in turn, allocated",
      384,
      1.3,
      () => allocated(create(), six).block,
      () => twoOf(inside),
    ),
    way(
      "200 tensors and sparse rows over without",
      12_800,
      1.5,
      () => callers(create(), dense),
      () => sparse(own),
    ),
    way("200 tensors and sparse rows, allocated", 12_800, 1.5, denseAllocated, () => sparse(inside)),
  ];
}

/** Each update has the parameters that `next` makes; making them is not in the time. */
function renewed(optimizer: Optimizer, next: (params: FloatMap) => FloatMap): Block {
  const [params, grads] = [seededMap(MAP, 1), seededMap(MAP, 2)];
  const scope: { models: FloatMap[] } = { models: [] };
  const updates = repeated("optimizer.update(scope.models[k], grads);", { optimizer, grads, scope });
  return after((repeat) => (scope.models = Array.from({ length: repeat }, () => next(params))), updates);
}

const same = (params: FloatMap): FloatMap => params;
const fresh = (params: FloatMap): FloatMap => mapValues(params, (values) => values.slice());

function renamed(map: FloatMap): FloatMap {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [`other ${name}`, values]));
}

function filled({ params, grads }: ReturnType<Optimizer["allocate"]>, given: object): object[] {
  for (const [name, values] of Object.entries(given as FloatMap)) grads[name].set(values);
  return [params, grads];
}
