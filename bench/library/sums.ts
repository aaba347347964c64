import { allocated, load, rowOf } from "../harness/build.js";
import { named, type Section } from "../harness/case.js";
import { array } from "../harness/shapes.js";
import { NAMED, perElement, written } from "../harness/text.js";

const [ADAM, RULE] = ["Adam", "the rule"];

/** Steps of rules with sums over a parameter, or over the model, over those of Adam, which has none. */
export const sums: Section = {
  name: "sums",
  async *cases() {
    const build = await load();
    const shape = array("1e6");
    for (const name of ["lamb", "lars", "novograd", "mars", "prodigy", "dadapt-adamw"]) {
      const stepsOf = (row: string) => allocated(build.create(rowOf(row)), shape).block;
      const candidates = () => ({ [ADAM]: stepsOf("adam"), [RULE]: stepsOf(name) });
      yield { ...named(name, shape), over: ADAM, candidates };
    }
  },
  tables: {
    sums: {
      columns: [
        ...NAMED,
        ["ns of Adam", perElement(ADAM)],
        ["ns", perElement(RULE)],
        ["over Adam", ({ ratios }) => (RULE in ratios ? written(ratios[RULE]) : "")],
      ],
    },
  },
};
