import { expect, it } from "vitest";
import { SUMS_AT } from "../../assembly/scalars.js";
import { isPhased, readPhases } from "../../scripts/kernels/phases.js";
import { SCRATCH_AT } from "../../src/memory/arena.js";

const FIRST = `export function xSums(g: lanes, p: lanes, m: lanes, u: lanes, keep: lanes): sums {
  m = keep * m + g;
  u = m * m;
  return { pp: p * p, uu: u * u };
}
`;
const SECOND = `export function x(g: lanes, u: lanes, keep: lanes, rate: lanes): lanes {
  return rate * u * keep;
}
`;
const read = (source: string, room = 16) => readPhases("assembly/x.ts", source, room);

it("a rule in two phases keeps what the first reads before it assigns it, and takes the rest of its scalars of the sums", () => {
  expect(isPhased(FIRST + SECOND)).toBe(true);
  expect(isPhased(SECOND)).toBe(false);
  const { first, second, kept, given } = read(FIRST + SECOND);
  expect(first.slots).toEqual(["m", "u"]);
  expect(second.slots).toEqual(["m", "u"]);
  expect(kept).toEqual(["m"]);
  expect(given).toEqual(["keep"]);
  expect(second.scalars).toEqual(["keep", "rate"]);
  expect(first.sums?.map(({ to }) => to.name)).toEqual(["pp", "uu"]);
});

it("what the second alone keeps is state too", () => {
  const second = `export function x(g: lanes, m: lanes, v: lanes, rate: lanes): lanes {
  v = v + g;
  return rate * v * m;
}
`;
  const first = FIRST.replace("m: lanes, u: lanes", "m: lanes").replace("  u = m * m;\n", "").replace("u * u", "m * m");
  expect(read(first + second).kept).toEqual(["m", "v"]);
});

it.each([
  [FIRST.replace("xSums", "ySums") + SECOND, "assembly/x.ts:1: the two phases of assembly/x.ts are called xSums and x"],
  [FIRST.replace("): sums", "): lanes") + SECOND, "assembly/x.ts:1: the first of two phases returns sums"],
  [
    FIRST.replace(/ {2}return.*\n/, "") + SECOND,
    "assembly/x.ts:1: the first of two phases ends with a return of its sums",
  ],
  [FIRST.replace("u = m * m", "u = m * w") + SECOND, "assembly/x.ts:3: unknown name w"],
  [FIRST + SECOND.replace("rate * u", "rate * w * u"), "assembly/x.ts:7: unknown name w"],
  [FIRST.replace("keep * m + g", "keep * g") + SECOND, "assembly/x.ts:2: m is never read before it is assigned"],
])("a wrong one is refused with its line: %#", (source, message) => {
  expect(() => read(source)).toThrow(message);
});

it("more scalars than there is room for are refused", () => {
  expect(() => read(FIRST + SECOND, 1)).toThrow("assembly/x.ts:6: 2 scalars, there is room for 1");
});

it("sums lie where the scratch of every memory begins", () => {
  expect(SUMS_AT).toBe(SCRATCH_AT);
});
