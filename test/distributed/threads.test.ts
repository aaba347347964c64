import { describe, expect, it } from "vitest";
import { RankLost } from "../../src/distributed/rank-lost.js";
import { threads } from "../../src/distributed/threads/index.js";
import { PROGRAM } from "./program.js";

/** A module of its own text. */
const moduleOf = (body: string) => `data:text/javascript,${encodeURIComponent(body)}`;

/** Three ranks of which the second is lost; what the caller hears, and which rank the others have heard of. */
async function lose(how: string, timeout?: number): Promise<{ error: unknown; heard: number[]; milliseconds: number }> {
  const heard = new Int32Array(new SharedArrayBuffer(12)).fill(-2);
  const begun = performance.now();
  const data = { scenario: "losing", rank: 1, how, heard, limit: true };
  const error = await threads({ size: 3, module: PROGRAM, data, timeout }).catch((caught: unknown) => caught);
  return { error, heard: [heard[0], heard[2]], milliseconds: performance.now() - begun };
}

describe("a worker that is lost in an exchange", () => {
  it("by an error of its own ends all with it, and is named to the others", async () => {
    const { error, heard } = await lose("fail");
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toBe("RangeError: rank 1: no more data");
    expect(heard).toEqual([1, 1]);
  });

  it("by its end is known at once, and named", async () => {
    const { error, heard, milliseconds } = await lose("exit");
    expect(error).toBeInstanceOf(RankLost);
    expect(error).toMatchObject({
      rank: 1,
      message: "rank 1 has died: its worker ended with code 3 before its function did",
    });
    expect(heard).toEqual([1, 1]);
    expect(milliseconds).toBeLessThan(5000);
  });

  it("by hanging is named after the limit", async () => {
    const { error, heard, milliseconds } = await lose("hang", 300);
    expect(error).toBeInstanceOf(RankLost);
    expect(error).toMatchObject({
      rank: 1,
      message: expect.stringMatching(/rank 1 did not come to allGather within 300 ms/),
    });
    expect(heard).toEqual([1, 1]);
    expect(milliseconds).toBeGreaterThan(300);
    expect(milliseconds).toBeLessThan(5000);
  });
});

describe("threads", () => {
  it("resolves with what the functions return, by rank", async () => {
    const module = moduleOf("export default async ({ rank, size }, data) => [rank, size, data];");
    expect(await threads({ size: 3, module, data: "x" })).toEqual([0, 1, 2].map((rank) => [rank, 3, "x"]));
  });

  it.each([
    { title: "a module that is not there", body: undefined, message: /rank \d: .*nowhere.mjs/ },
    {
      title: "a module without a function",
      body: "export default 7;",
      message: /must have a function as its default export, got number/,
    },
    { title: "a result that cannot be sent", body: "export default () => () => {};", message: /could not be cloned/ },
    {
      title: "an error in a timer",
      body: "export default () => new Promise(() => setTimeout(() => { throw new TypeError('late'); }));",
      message: /rank \d: late/,
    },
    { title: "what is no error", body: "export default () => { throw 'words'; };", message: /rank \d: words/ },
    {
      title: "a wrong call",
      body: "export default (c) => c.allToAll([], []);",
      message: /allToAll: send must hold 2 blocks/,
    },
    {
      title: "an exchange after closing",
      body: "export default (c) => { c.close(); c.allToAll([new Uint8Array(0), new Uint8Array(0)], [new Uint8Array(0), new Uint8Array(0)]); };",
      message: /rank \d has closed its collective/,
    },
  ])("rejects for $title", async ({ body, message }) => {
    const module = body === undefined ? new URL("nowhere.mjs", import.meta.url) : moduleOf(body);
    await expect(threads({ size: 2, module })).rejects.toThrow(message);
  });

  it("stops its workers where what they are to take cannot be sent", async () => {
    await expect(threads({ size: 2, module: PROGRAM, data: () => {} })).rejects.toThrow(/could not be cloned/);
  });

  it.each([
    { options: { size: 0, module: PROGRAM }, message: "threads: size must be a whole number ≥ 1" },
    { options: { size: 2, module: "./program.mjs" }, message: "threads: module must be a URL" },
    { options: { size: 2, module: PROGRAM, timeout: 0 }, message: "timeout must be a whole number ≥ 1" },
    { options: { size: 2, modul: PROGRAM }, message: 'unknown option "modul": threads takes size, module' },
  ])("refuses: $message", async ({ options, message }) => {
    await expect(threads(options as never)).rejects.toThrow(message);
  });
});
