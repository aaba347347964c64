import { expect, it } from "vitest";
import { draw } from "./draw.js";
import { shrink, textOf } from "./shrink.js";

/**
 * Random programs: calls in random order on an optimizer of random options, with the caller's arrays and allocated ones,
 * on both backends. After every call the library is held against a model of the documents, to the bit.
 *
 *   PROGRAMS=100000 PROGRAMS_SEED=random npx vitest run test/programs
 *
 * Program k is drawn from the seed + k: a failure says which, and PROGRAMS=1 with that seed runs it alone.
 */
const COUNT = Number(process.env.PROGRAMS ?? 2_000);
const GIVEN = process.env.PROGRAMS_SEED ?? process.env.SEED ?? "1";
const SEED = GIVEN === "random" ? Date.now() % 2 ** 31 : Number(GIVEN);

it(
  `${COUNT} programs do what the model does (PROGRAMS_SEED=${SEED})`,
  () => {
    for (let k = 0; k < COUNT; k++) {
      const found = shrink(draw(SEED + k));
      if (found) expect.fail(textOf(found));
    }
  },
  60_000 + 20 * COUNT,
);
