import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { local } from "../../src/distributed/local/index.js";
import { threads } from "../../src/distributed/threads/index.js";
import { folder, run, where } from "./job.js";
import type { Main } from "./program.js";

const program = "./trainer.mjs";
const trainer = async (): Promise<Main> =>
  ((await import(new URL("trainer.mjs", import.meta.url).href)) as { default: Main }).default;

/** How one rank ended. */
interface Ended {
  readonly digest?: string;
  readonly name?: string;
  readonly message?: string;
  readonly lost?: number;
  readonly step?: number;
  readonly after?: string;
}

const locally = async (size: number, data: object): Promise<Ended[]> => {
  const main = await trainer();
  return Promise.all(local(size).map((collective) => main(collective, data) as Promise<Ended>));
};
const digestsOf = (ended: readonly (Ended | undefined)[]) => [
  ...new Set(ended.map((each) => each?.digest ?? JSON.stringify(each))),
];

describe("the same training", () => {
  it.each([1, 2, 3, 4, 7])("has the same bits on %i worker threads as in one thread", async (size) => {
    const data = { kind: "Sharded", steps: 4 };
    const results = (await threads({ size, module: new URL("trainer.mjs", import.meta.url), data })) as Ended[];
    const expected = digestsOf([
      ...(await locally(size, data)),
      ...(await locally(size, { ...data, kind: "Replicated" })),
    ]);
    expect(expected[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digestsOf(results)).toEqual(expected);
  });

  const jobs = [
    ...[2, 3, 4, 7].flatMap((size) => ["Sharded", "Replicated"].map((kind) => ({ size, kind, tuned: [] as string[] }))),
    // What MPI's own reductions would depend on.
    ...[1, 2, 3, 4, 5, 6].map((algorithm) => ({
      size: 4,
      kind: "Sharded",
      tuned: ["coll_tuned_use_dynamic_rules", "1", "coll_tuned_allreduce_algorithm", String(algorithm)],
    })),
  ];

  it.each(where(...jobs))("has the same bits by MPI on $size ranks, $kind, $tuned", async ({ size, kind, tuned }) => {
    const data = { kind, steps: 4 };
    const { said, text } = await run<Ended>(size, { program, ...data }, { tuned });
    expect(digestsOf(said), text).toEqual(digestsOf(await locally(size, data)));
  });
});

describe("a rank of an MPI job", () => {
  const SIZE = 3;
  const losses = [
    ...["gradient", "exchange", "update", "save"].map((at) => ({ at, signal: "SIGKILL" })),
    { at: "exchange", signal: "SIGSTOP" },
  ];

  it.each(where(...losses))(
    "that is lost in the $at by $signal stops the job, which goes on from its files",
    async ({ at, signal }) => {
      const own = mkdtempSync(join(folder, "lost-"));
      const data = { program, kind: "Sharded", folder: own, saves: 2 };
      const lose = { rank: 1, at, step: at === "save" ? 1 : 3, signal };
      const { said, code, milliseconds } = await run<Ended>(SIZE, { ...data, steps: 6, lose, timeout: 1500 });
      expect(code).not.toBe(0);
      expect(milliseconds).toBeLessThan(20_000);
      for (const each of said) {
        if (each === undefined) continue;
        expect(each).toMatchObject({ name: "RankLost", step: at === "save" ? 2 : 3 });
        expect(each.after).toContain("the last step was torn: load, restore or reset before");
      }
      const files = readdirSync(own).filter((name) => name.endsWith(".safetensors"));
      const from = files.map((name) => join(own, name));
      if (at === "save") {
        expect(files.length).toBeLessThan(SIZE);
        return;
      }
      expect(files.length).toBe(SIZE);
      const again = { kind: "Sharded", steps: 6, saves: 2, from };
      const whole = digestsOf(await locally(SIZE, { kind: "Sharded", steps: 6 }));
      const { said: resumed, text } = await run<Ended>(SIZE, { program, ...again });
      expect(digestsOf(resumed), text).toEqual(whole);
      const fewer = digestsOf(await locally(2, again));
      expect(fewer.length).toBe(1);
      expect(fewer[0]).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});
