import { allocated, callers, calling, load, rowOf, type Build, type Optimizer } from "../harness/build.js";
import type { Candidates, Case, Contest, Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { timed, type Block } from "../harness/measure.js";
import { MAP, array, mapOf, seededMap, type FloatMap } from "../harness/shapes.js";
import { short, written } from "../harness/text.js";
import { tables } from "./tables.js";

/** The plainest way, or a loop by hand, by its name; others beside it; and what is asked of one of those. */
export interface Way {
  readonly optimizer: string;
  readonly label: string;
  readonly n: number;
  readonly over: string;
  readonly asked: Omit<NonNullable<Case["asked"]>, "what">;
  readonly candidates: () => Candidates;
}

/** Everyday ways of calling: none may fall off the fast path. */
export const ways: Section = {
  name: "ways",
  async *cases() {
    const build = await load();
    const all = [...["sgd", "adam"].flatMap((name) => general(build, name)), ...scaled(build), numbers(build), ...tables(build)];
    for (const way of all) yield { ...way, element: "f32", asked: { ...way.asked, what: way.label } };
  },
  tables: [
    {
      title: "Everyday ways of calling",
      text: "Each against the plainest way, or against a loop by hand: how many times longer than the one whose nanoseconds stand there.",
      columns: [
        ["optimizer", ({ optimizer }) => optimizer],
        ["case", ({ label }) => label],
        ["ns of", ({ over, times }) => `${over} ${short(times[over].median)}`],
        ["others", ({ ratios }: Contest) => Object.entries(ratios).map(([name, ratio]) => `${name} ${written(ratio)}`).join(", ")],
      ],
    },
  ],
};

/** Scaling and decay in the one pass. */
function scaled(build: Build): Way[] {
  const shape = array("1e5");
  const way = (label: string, options: object, call?: string): Way => ({
    optimizer: "sgd",
    label: `${label} and weightDecay over plain, 1e5`,
    n: shape.length,
    over: "plain",
    asked: { of: "scaled", most: 1.6 },
    candidates: () => ({
      plain: allocated(build.create(rowOf("sgd")), shape).block,
      scaled: allocated(build.create(rowOf("sgd"), { weightDecay: 0.01, ...options }), shape, call).block,
    }),
  });
  return [way("gradScale", {}, "optimizer.update(params, grads, { gradScale: 0.5 });"), way("maximize", { maximize: true })];
}

/** Two plain numbers on an object, as in a physics demo. */
function numbers(build: Build): Way {
  const byHand = `
    o.t++;
    each(o);
    for (const name in params) {
      const g = grads[name];
      m[name] += (1 - o.beta1) * (g - m[name]);
      v[name] += (1 - o.beta2) * (g * g - v[name]);
      params[name] -= (o.rate * m[name]) / (Math.sqrt(v[name]) + o.eps);
    }`;
  const row = rowOf("adam");
  const [params, grads] = [() => ({ x: 1.5, y: -0.5 }), { x: 0.25, y: -0.75 }];
  const state = { m: { x: 0, y: 0 }, v: { x: 0, y: 0 } };
  const candidates = () => ({
    "by hand": timed(repeated(byHand, { params: params(), grads, ...state, o: { ...row.defaults, t: 0 }, each: row.perUpdate })),
    library: calling(build.create(row), params(), grads),
  });
  const asked = { of: "library", most: 4 };
  return { optimizer: "adam", label: "{x, y} of numbers over a loop by hand", n: 2, over: "by hand", candidates, asked };
}

function general(build: Build, optimizer: string): Way[] {
  const create = () => build.create(rowOf(optimizer));
  const way = (label: string, n: number, most: number, plainest: () => Block, other: () => Block): Way => ({
    optimizer,
    label,
    n,
    over: "plainest",
    asked: { of: "this", most },
    candidates: () => ({ plainest: plainest(), this: other() }),
  });
  const beside = (b: unknown) => callers(create(), array("1e3"), (map) => ({ ...map, b }));
  const [six, dense] = [mapOf(6, 64), mapOf(200, 64)];
  const one = () => [seededMap(six, 1), seededMap(six, 2)];
  const other = () => [seededMap(six, 3), seededMap(six, 4)].map(renamed);
  const ownTwo = () => inTurn(create(), one(), other());
  const allocatedTwo = () => {
    const both = create();
    return inTurn(both, filled(both.allocate(one()[0])), filled(both.allocate(other()[0])));
  };
  const table = new Float32Array(1000 * 8).fill(0.5);
  const sparse = () => build.sparseRows([7, 42], new Float32Array(16).fill(0.25));
  const ownSparse = () => calling(create(), { ...seededMap(dense, 1), table }, { ...seededMap(dense, 2), table: sparse() });
  const allocatedSparse = () => {
    const both = create();
    const { params, grads } = both.allocate({ ...seededMap(dense, 1), table });
    for (const [name, values] of Object.entries(seededMap(dense, 2))) grads[name].set(values);
    return calling(both, params, { ...grads, table: sparse() });
  };
  return [
    way("a number beside an array, over [number]", 1001, 1.3, () => beside([0.5]), () => beside(0.5)),
    way(`${MAP.label}, fresh arrays over the same`, 6400, 3, () => renewed(create(), (params) => params), () => renewed(create(), fresh)),
    way("two models of 6 in turn over one", 384, 1.3, () => callers(create(), six), ownTwo),
    way("two models of 6 in turn over one, allocated", 384, 1.3, () => allocated(create(), six).block, allocatedTwo),
    way("200 tensors and a sparse gradient over without", 12_800, 1.5, () => callers(create(), dense), ownSparse),
    way("the same, allocated", 12_800, 1.5, () => allocated(create(), dense).block, allocatedSparse),
  ];
}

/** Each update has the parameters that `next` makes; making them is not in the time. */
function renewed(optimizer: Optimizer, next: (params: FloatMap) => FloatMap): Block {
  const [params, grads] = [seededMap(MAP, 1), seededMap(MAP, 2)];
  const scope: { models: FloatMap[] } = { models: [] };
  const updates = timed(repeated("optimizer.update(scope.models[k], grads);", { optimizer, grads, scope }));
  return (repeat) => {
    scope.models = Array.from({ length: repeat }, () => next(params));
    return updates(repeat);
  };
}

function fresh(params: FloatMap): FloatMap {
  return Object.fromEntries(Object.entries(params).map(([name, values]) => [name, values.slice()]));
}

function inTurn(optimizer: Optimizer, one: readonly object[], other: readonly object[]): Block {
  const scope = { optimizer, models: [one, other], at: { turn: 0 } };
  return timed(repeated("const [p, g] = models[at.turn++ % 2]; optimizer.update(p, g);", scope));
}

function renamed(map: FloatMap): FloatMap {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [`other ${name}`, values]));
}

function filled({ params, grads }: ReturnType<Optimizer["allocate"]>): readonly object[] {
  for (const values of Object.values(grads)) values.fill(0.25);
  return [params, grads];
}
