import { catalog, type Row } from "../../test/catalog.js";
import { allocated, callers, load, type Build } from "../harness/build.js";
import { named, type Candidates, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { timed, type Block } from "../harness/measure.js";
import { array, mapOf, seededMap, type FloatMap } from "../harness/shapes.js";
import { NAMED, figure } from "../harness/text.js";

const SPLITS = [1, 4, 16].map((tensors) => mapOf(tensors, 16 / tensors));
const MANY = mapOf(100, 4);
const [UNCHANGED, OTHER_GRADIENTS, COPIES] = ["caller's", "other gradients", "three copies"].map((what) => `${MANY.label}, ${what}`);
const PER_UPDATE = { what: "ns per update of 16 allocated elements, any number of tensors", most: 100 };
const PER_TENSOR = { what: "ns per tensor of a caller's map beyond the copies", most: 20 };

export const overhead: Section = {
  name: "overhead",
  async *cases() {
    const build = await load();
    for (const row of catalog) yield { optimizer: row.name, element: "f32", label: "16", n: 16, over: "", candidates: () => small(build, row) };
  },
  judge({ times }) {
    const beyondCopies = Number(((times[UNCHANGED].median - times[COPIES].median) / MANY.tensors).toPrecision(3));
    const value = Math.max(...SPLITS.map(({ label }) => times[label].median));
    return { figures: { beyondCopies }, asked: [{ ...PER_UPDATE, value }, { ...PER_TENSOR, value: beyondCopies }] };
  },
  tables: [
    {
      title: "Overhead",
      text:
        "Nanoseconds per update of 16 allocated elements in so many tensors; of a caller's map of 100 × 4 unchanged arrays, where each " +
        "update has other gradient arrays, and of the three copies of each tensor that this needs; what is beyond those, per tensor.",
      columns: [["optimizer", ({ optimizer }) => optimizer], ["beyond the copies", figure("beyondCopies", (value) => `${value.toFixed(1)} ns`)]],
      everyone: true,
    },
  ],
};

function small(build: Build, row: Row): Candidates {
  const [params, grads, others] = [1, 2, 3].map((seed) => seededMap(MANY, seed));
  const scope = { optimizer: build.create(row), params, both: [grads, others], at: { turn: 0 } };
  return {
    ...Object.fromEntries(SPLITS.map((shape) => [shape.label, allocated(build.create(row), shape).block])),
    [UNCHANGED]: callers(build.create(row), MANY),
    [OTHER_GRADIENTS]: timed(repeated("optimizer.update(params, both[at.turn++ % 2]);", scope)),
    [COPIES]: threeCopies(params, grads),
  };
}

/** Parameters and gradients into one memory, parameters back, tensor by tensor. */
function threeCopies(params: FloatMap, grads: FloatMap): Block {
  const { buffer } = new WebAssembly.Memory({ initial: 1 });
  const inside = (from: number) =>
    Array.from({ length: MANY.tensors }, (_, k) => new Float32Array(buffer, 4 * MANY.length * (from + k), MANY.length));
  const loop = "for (let j = 0; j < p.length; j++) { p1[j].set(p[j]); g1[j].set(g[j]); } for (let j = 0; j < p.length; j++) p[j].set(p1[j]);";
  return timed(repeated(loop, { p: Object.values(params), g: Object.values(grads), p1: inside(0), g1: inside(MANY.tensors) }));
}

/** Large against a call, small enough for the cache. */
const SIZE = "2e4";
const REAL = 3;
const ZERO = 10_000;

/** Whether a step stays as fast when gradients have long been zero: decaying state must not stay subnormal. */
export const decayed: Section = {
  name: "decayed",
  async *cases() {
    const build = await load();
    for (const row of catalog.filter(({ slots }) => slots.length > 0)) {
      for (const element of ["f32", "f64"] as const) {
        const shape = array(SIZE, element);
        const candidates = async () => {
          const aged = allocated(build.create(row), shape);
          await aged.block(REAL);
          for (const gradient of Object.values(aged.grads)) gradient.fill(0);
          await aged.block(ZERO);
          return { ordinary: allocated(build.create(row), shape).block, decayed: aged.block };
        };
        const asked = { what: "after 10,000 updates with zero gradients, time over that with ordinary state", most: 1.1, of: "decayed" };
        yield { ...named(row, shape), over: "ordinary", candidates, asked };
      }
    }
  },
  /** Short turns, so that the state decays little in them. */
  effort: { rounds: 21, warmup: 5, turn: 1, block: 0.1 },
  tables: [
    {
      title: "Decayed state",
      text: "Three real updates, then 10,000 with zero gradients: a step of 20,000 elements, against one with ordinary state.",
      columns: NAMED.slice(0, 2),
      everyone: true,
    },
  ],
};
