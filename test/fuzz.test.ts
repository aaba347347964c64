import { describe, expect, it } from "vitest";
import { ReduceOnPlateau, type Optimizer, type ParamMap } from "../src/index.js";
import { decode, encode } from "../src/safetensors.js";
import { catalog, type Row } from "./catalog.js";
import { mutate } from "./mutations.js";
import { generator } from "./support.js";

/** Files for each row, half of them broken as bytes, half as what the metadata says. */
const FILES = 18_000;
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

const settings: { title: string; create: (row: Row) => Optimizer }[] = [
  { title: "plain", create: (row) => row.create() },
  {
    title: "with all options",
    create: (row) =>
      row.create({
        lr: new ReduceOnPlateau({ initValue: 0.1 }),
        weightDecay: (t) => 0.1 / (1 + t),
        clipNorm: 1,
        accumulate: 2,
        emaDecay: 0.9,
        nonFinite: "skip",
        groups: [{ match: /b/, lr: new ReduceOnPlateau({ initValue: 0.5 }), l2: 0.1 }],
      }),
  },
];

describe.each(catalog)("$name", (row) => {
  it(`refuses or takes ${FILES} broken files, and stays right (FUZZ_SEED=${SEED})`, () => {
    const random = generator(SEED);
    let refused = 0;
    for (const { create } of settings) {
      const [file, other] = [trained(create(row), 3).save(), trained(create(row), 2)];
      let before = other.save();
      for (let k = 0; k < FILES / 2; k++) {
        const bytes = random() < 0.5 ? mutate(file, random) : rewrite(file, random);
        const fresh = random() < 0.1;
        const optimizer = fresh ? create(row) : other;
        const kept = fresh ? optimizer.save() : before;
        try {
          optimizer.load(bytes);
        } catch (error) {
          refused++;
          requireNamed(error, k);
          // Comparing all bytes of all would take minutes.
          if (fresh || k % 8 === 0) requireEqual(optimizer.save(), kept, k);
          continue;
        }
        if (!fresh) requireEqual(optimizer.save(), kept, k, false);
        use(optimizer, k);
        if (!fresh) {
          other.load(before);
          before = other.save();
        }
      }
      requireEqual(other.save(), before, FILES);
    }
    expect(refused).toBeGreaterThan(FILES / 2);
    expect(refused).toBeLessThan(FILES);
  });
});
