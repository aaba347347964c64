import { allocated, load, rowOf } from "../harness/build.js";
import { named, type Section } from "../harness/case.js";
import { recordOf } from "../harness/records.js";
import { array } from "../harness/shapes.js";
import { NAMED, perElement } from "../harness/text.js";

const TYPES = ["float32", "bfloat16", "int8"];
const [FLOAT32] = TYPES;

/** Steps whose state is kept smaller, over those of float32's. */
export const smallState: Section = {
  name: "smallState",
  async *cases() {
    const build = await load();
    for (const name of ["adamw", "lion", "momentum"]) {
      for (const shape of ["1e5", "1e7"].map((label) => array(label))) {
        const candidates = () =>
          recordOf(TYPES, (stateType) => allocated(build.create(rowOf(name), { stateType }), shape).block);
        yield { ...named(name, shape), over: FLOAT32, candidates };
      }
    }
  },
  tables: {
    smallState: { columns: [...NAMED, ["ns of float32", perElement(FLOAT32)]], everyone: true },
  },
};
