import { describe, expect, it } from "vitest";
import { local } from "../../src/distributed/local/index.js";
import { RankLost } from "../../src/distributed/rank-lost.js";
import { threads } from "../../src/distributed/threads/index.js";
import { PROGRAM, programOf, SIZES, type Exchanged, type Heard } from "./program.js";

interface Engine {
  readonly name: string;
  run(size: number, data: object, timeout?: number): Promise<unknown[]>;
}

const LOCAL: Engine = {
  name: "local",
  run: async (size, data, timeout) => {
    const main = await programOf();
    return Promise.all(local(size, { timeout }).map((collective) => main(collective, data)));
  },
};
const THREADS: Engine = {
  name: "threads",
  run: (size, data, timeout) => threads({ size, module: PROGRAM, data, timeout }),
};
const ENGINES = [LOCAL, THREADS];

describe.each(ENGINES)("the engine $name", ({ run }) => {
  it.each(SIZES)("moves blocks of every type, uneven, empty, long and in place, among %i ranks", async (size) => {
    const results = (await run(size, { scenario: "exchanges" })) as Exchanged[];
    expect(results.map(({ faults }) => faults)).toEqual(Array.from({ length: size }, () => []));
  });

  it.each([
    {
      title: "another length",
      given: { lengths: [3, 4] },
      says: ["rank 0 sends 3 of Float32Array", "4 of Float32Array"],
    },
    { title: "a long one", given: { lengths: [3e5, 4] }, says: ["rank 0 sends 300000 of Float32Array to rank 1"] },
    {
      title: "another type of as many bytes",
      given: { lengths: [4, 2], types: ["Float32Array", "Float64Array"] },
      says: ["rank 0 sends 4 of Float32Array to rank 1, which takes 2 of Float64Array", "same length and type"],
    },
  ])("names ranks and lengths where one sends $title", async ({ given, says }) => {
    const heard = (await run(2, { scenario: "wrong", ...given }, 2000)) as Heard[];
    expect(heard[1].name).toBe("RangeError");
    for (const each of says) expect(heard[1].message).toContain(each);
  });

  it("names what does not fit in the order of calls", async () => {
    const heard = (await run(2, { scenario: "wrong", method: "order", lengths: [0, 0] }, 2000)) as Heard[];
    const error = heard.find(({ name }) => name === "TypeError");
    expect(error?.message).toMatch(/of rank \d met .* of rank \d: all ranks call the same methods in the same order/);
  });

  it("makes a closed rank known to the others, each time they ask", async () => {
    const heard = (await run(3, { scenario: "losing", rank: 1, how: "close" })) as Heard[];
    for (const each of [heard[0], heard[2]]) {
      expect(each).toMatchObject({ name: "RankLost", rank: 1 });
      expect(each.message).toMatch(
        /^rank 1 has closed.* before allGather: the training goes on from saved files alone/,
      );
      expect(each.again).toMatch(/^rank 1 has closed/);
      expect(each.milliseconds).toBeLessThan(1000);
    }
  });
});

it("engines give the same bytes", async () => {
  const digests = ENGINES.map(async ({ run }) =>
    ((await run(4, { scenario: "exchanges" })) as Exchanged[]).map(({ digest }) => digest),
  );
  const [first, second] = await Promise.all(digests);
  expect(second).toEqual(first);
});

describe("local", () => {
  it("names a rank that does not come within its limit, in all others", async () => {
    const [first, second, third] = local(3, { timeout: 50 });
    const blocks = () => [new Uint8Array(1), new Uint8Array(1), new Uint8Array(1)];
    const come = [first.allToAll(blocks(), blocks()), third.allGather(new Uint8Array(1), blocks())];
    for (const each of come) {
      const error = await each.catch((lost: unknown) => lost);
      expect(error).toBeInstanceOf(RankLost);
      expect(error).toMatchObject({
        rank: 1,
        message: expect.stringMatching(/^rank 1 did not come to .* within 50 ms/),
      });
    }
    await expect(second.allToAll(blocks(), blocks())).rejects.toThrow(/^rank 1 did not come/);
  });

  it("copies nothing where lengths do not fit", async () => {
    const [first, second] = local(2);
    const receive = [new Float32Array([7]), new Float32Array([7])];
    const both = [
      first.allGather(new Float32Array([1]), receive),
      second.allGather(new Float32Array([1, 2]), [new Float32Array(1), new Float32Array(2)]),
    ];
    for (const each of both)
      await expect(each).rejects.toThrow("rank 1 sends 2 of Float32Array to rank 0, which takes 1");
    expect(receive.map(([value]) => value)).toEqual([7, 7]);
  });

  it.each([
    {
      title: "too few blocks",
      send: [new Uint8Array(0)],
      message: "send must hold 2 blocks, one for each rank, got 1",
    },
    { title: "an array of numbers", send: [[], []], message: "send[0] must be a Float32Array, a Float64Array or" },
    {
      title: "no array",
      send: new Uint8Array(2),
      message: "send must be an array of 2 blocks, one for each rank, got Uint8Array",
    },
    {
      title: "an own block that does not fit",
      send: [new Uint8Array(3), new Uint8Array(0)],
      message: "send[0] (3 of Uint8Array) must be as long as receive[0] (0 of Uint8Array)",
    },
  ])("refuses $title, and goes on", async ({ send, message }) => {
    const [first, second] = local(2);
    const none = [new Uint8Array(0), new Uint8Array(0)];
    await expect(first.allToAll(send as Uint8Array[], none)).rejects.toThrow(`allToAll: ${message}`);
    await expect(Promise.all([first.allToAll(none, none), second.allToAll(none, none)])).resolves.toBeDefined();
  });

  it("refuses to receive over what is sent", async () => {
    const [first] = local(2);
    const [all, none] = [new Float32Array(4), new Float32Array(0)];
    const over = first.allToAll([none, all.subarray(0, 3)], [none, all.subarray(2)]);
    await expect(over).rejects.toThrow("allToAll: receive[1] overlaps send[1]: receive into other memory");
    const both = first.allGather(all.subarray(0, 2), [all.subarray(0, 2), all.subarray(1, 2)]);
    await expect(both).rejects.toThrow("allGather: receive[1] overlaps send: receive into other memory");
  });

  it.each([0, 1.5, "2"])("refuses %s as a size", (size) => {
    expect(() => local(size as number)).toThrow("local: size must be a whole number ≥ 1");
  });
});
