import { catalog, type Row } from "../../test/catalog.js";
import { allocated, callers, load, type Build } from "../harness/build.js";
import { named, type Candidates, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { array, mapOf, seededArrays, seededMap } from "../harness/shapes.js";
import { NAMED, OPTIMIZER, figure } from "../harness/text.js";

const SPLITS = [1, 4, 16].map((tensors) => mapOf(tensors, 16 / tensors));
const MANY = mapOf(100, 4);
const WAYS = ["caller's", "other gradients", "three copies"].map((what) => `${MANY.label}, ${what}`);
const [UNCHANGED, OTHER_GRADIENTS, COPIES] = WAYS;

export const overhead: Section = {
  name: "overhead",
  async *cases() {
    const build = await load();
    for (const row of catalog) yield { ...named(row.name, array("16")), over: "", candidates: () => small(build, row) };
  },
  judge: ({ times }) => ({
    figures: {
      beyondCopies: (times[UNCHANGED].median - times[COPIES].median) / MANY.tensors,
      slowest: Math.max(...SPLITS.map(({ label }) => times[label].median)),
    },
  }),
  tables: {
    overhead: {
      columns: [OPTIMIZER, ["beyond the copies", figure("beyondCopies", (value) => `${value.toFixed(1)} ns`)]],
      everyone: true,
    },
  },
};

/** Parameters and gradients into one memory, parameters back, tensor by tensor. */
const THREE_COPIES = `
  for (let j = 0; j < p.length; j++) { p1[j].set(p[j]); g1[j].set(g[j]); }
  for (let j = 0; j < p.length; j++) p[j].set(p1[j]);`;

function small(build: Build, row: Row): Candidates {
  const [params, grads, others] = [1, 2, 3].map((seed) => seededMap(MANY, seed));
  const scope = { optimizer: build.create(row), params, both: [grads, others], at: { turn: 0 } };
  const { buffer } = new WebAssembly.Memory({ initial: 1 });
  const place = (_: unknown, k: number) => new Float32Array(buffer, 4 * MANY.length * k, MANY.length);
  const inside = Array.from({ length: 2 * MANY.tensors }, place);
  const [p1, g1] = [inside.slice(0, MANY.tensors), inside.slice(MANY.tensors)];
  return {
    ...Object.fromEntries(SPLITS.map((shape) => [shape.label, allocated(build.create(row), shape).block])),
    [UNCHANGED]: callers(build.create(row), MANY),
    [OTHER_GRADIENTS]: repeated("optimizer.update(params, both[at.turn++ % 2]);", scope),
    [COPIES]: repeated(THREE_COPIES, { p: seededArrays(MANY, 1), g: seededArrays(MANY, 2), p1, g1 }),
  };
}

const ZERO = 10_000;

/** Whether a step stays as fast when gradients have long been zero: decaying state must not stay subnormal. */
export const decayed: Section = {
  name: "decayed",
  async *cases() {
    const build = await load();
    for (const row of catalog.filter(({ slots }) => slots.length > 0)) {
      for (const element of ["f32", "f64"] as const) {
        // Large against a call, small enough for the cache.
        const shape = array("2e4", element);
        const candidates = async () => {
          const aged = allocated(build.create(row), shape);
          await aged.block(3);
          aged.grads.W0.fill(0);
          await aged.block(ZERO);
          return { ordinary: allocated(build.create(row), shape).block, decayed: aged.block };
        };
        yield { ...named(row.name, shape), over: "ordinary", candidates };
      }
    }
  },
  /** Short turns, so that the state decays little in them. */
  effort: { rounds: 21, warmup: 5, turn: 1, block: 0.1 },
  tables: { decayed: { columns: NAMED.slice(0, 2), everyone: true } },
};
