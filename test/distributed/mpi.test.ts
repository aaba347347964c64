import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { local } from "../../src/distributed/local/index.js";
import { folder, missing, root, run, where } from "./job.js";
import { programOf, type Exchanged, type Heard } from "./program.js";

describe("an MPI job", () => {
  it("jobs are run where mpirun and koffi are, and it is said where they are not", () => {
    if (missing.length > 0) console.log(`without ${missing.join(" and ")}, MPI is left out`);
    expect(where("a job").length).toBe(missing.length === 0 ? 1 : 0);
  });

  it.each(
    where(
      { size: 2, form: "blocking" },
      { size: 3, form: "blocking" },
      { size: 4, form: "blocking" },
      { size: 3, form: "async" },
    ),
  )("moves blocks as local does among $size ranks, $form", async ({ size, form }) => {
    const { said, code, text } = await run<Exchanged>(size, { scenario: "exchanges", form });
    expect({ code, text }).toEqual({ code: 0, text: "" });
    const main = await programOf();
    const expected = await Promise.all(local(size).map((each) => main(each, { scenario: "exchanges" })));
    expect(said.map((each) => ({ faults: each?.faults, digest: each?.digest }))).toEqual(expected);
  });

  it.each(where("blocking", "async"))("is one rank without mpirun, once in a process, %s", async (form) => {
    const data = { scenario: "exchanges", form, end: "twice" };
    const { said, code } = await run<{ size: number; message: string }>(1, data, { alone: true });
    expect(code).toBe(0);
    expect(said[0]).toEqual({ size: 1, message: expect.stringMatching(/^mpi: MPI starts once in a process/) });
  });

  it.each(where([{ lengths: [3, 4] }], [{ lengths: [5, 4] }], [{ lengths: [3e5, 299_999] }]))(
    "names ranks and lengths where they do not fit: %j",
    async ({ lengths }) => {
      const { said, code } = await run<Heard>(2, { scenario: "wrong", lengths, timeout: 2000 });
      expect(said[1]?.name).toBe("RangeError");
      expect(said[1]?.message).toMatch(
        new RegExp(`^allToAll: rank 0 sends .* bytes to rank 1, which takes ${lengths[1]} of Float32Array`),
      );
      expect(code).not.toBe(0);
    },
  );

  it.each(
    where(
      { lengths: [0, 4], says: /^rank 0 (did not come to|has closed before) allToAll/ },
      {
        lengths: [4e5, 3e5],
        says: /^rank [01] did not come to allToAll within 500 ms, or with a block of another length/,
      },
    ),
  )("ends in time where nothing that fits comes: $lengths", async ({ lengths, says }) => {
    const { said, code } = await run<Heard>(2, { scenario: "wrong", lengths, timeout: 500 });
    // Where both wait, the first whose time is over aborts the other.
    const heard = said.findLast((each) => each?.name === "RankLost");
    expect(heard).toMatchObject({ name: "RankLost", message: expect.stringMatching(says) });
    expect(code).not.toBe(0);
  });

  it.each(where("blocking", "async"))(
    "with a rank that hangs is named to the others, and is aborted, %s",
    async (form) => {
      const { said, code, milliseconds } = await run<Heard>(3, {
        scenario: "losing",
        rank: 1,
        how: "stop",
        timeout: 1000,
        form,
      });
      expect(said[1]).toBeUndefined();
      const others = [said[0], said[2]].filter((each) => each !== undefined);
      expect(others.length).toBeGreaterThan(0);
      for (const each of others) {
        expect(each).toMatchObject({ name: "RankLost", rank: 1 });
        expect(each.message).toMatch(/^rank 1 did not come to allGather within 1000 ms/);
        expect(each.again).toBe(each.message);
        expect(each.milliseconds).toBeLessThan(3000);
      }
      expect(code).not.toBe(0);
      expect(milliseconds).toBeLessThan(15_000);
    },
  );

  it.each(where("kill", "fail", "leave"))("with a rank that is lost by %s goes down", async (how) => {
    const { code, milliseconds } = await run<Heard>(3, { scenario: "losing", rank: 1, how, timeout: 20_000 });
    expect(code).not.toBe(0);
    expect(milliseconds).toBeLessThan(15_000);
  });

  it.each(where("blocking", "async"))(
    "with a rank that closes first is named to the others at once, %s",
    async (form) => {
      const { said, code } = await run<Heard>(3, { scenario: "losing", rank: 1, how: "close", timeout: 20_000, form });
      const others = [said[0], said[2]].filter((each) => each !== undefined);
      expect(others.length).toBeGreaterThan(0);
      for (const each of others) {
        expect(each).toMatchObject({ name: "RankLost", rank: 1 });
        expect(each.message).toMatch(/^rank 1 has closed before allGather/);
        expect(each.milliseconds).toBeLessThan(5000);
      }
      expect(code).not.toBe(0);
    },
  );
});

describe("what mpi() needs", () => {
  it.each(where("a library that is not there"))("is named: %s", () => {
    const printed = failing(root, 'await mpi({ library: "libnowhere.so" })');
    expect(printed).toMatch(
      /TypeError: mpi found no MPI library: install Open MPI \(Debian: apt install openmpi-bin\)/,
    );
    expect(printed).toContain("Tried libnowhere.so (");
  });

  it.each(where("a library of something else"))("is named: %s", () => {
    expect(failing(root, 'await mpi({ library: "libm.so.6" })')).toContain(
      "neither Open MPI's nor the MPI standard's ABI",
    );
  });

  it.each(where("the launcher of another MPI"))("is named: %s", () => {
    const printed = failing(root, "await mpi()", { PMI_SIZE: "4" });
    expect(printed).toMatch(
      /mpi: 4 ranks were started \(PMI_SIZE\), but libmpi\S* knows of 1: start them with the launcher/,
    );
  });

  it("is named: koffi", () => {
    for (const file of ["package.json", "dist/distributed.js", "dist/distributed/mpi.js"]) {
      mkdirSync(dirname(join(folder, "optim-wasm", file)), { recursive: true });
      copyFileSync(join(root, file), join(folder, "optim-wasm", file));
    }
    expect(failing(join(folder, "optim-wasm"), "await mpi()")).toMatch(
      /koffi, which could not be loaded: npm install koffi/,
    );
  });

  it.each([
    { given: "{ timeout: 0 }", message: "timeout must be a whole number ≥ 1" },
    { given: "{ library: 4 }", message: "mpi: library must be a library's name or path, got 4" },
    { given: "{ time: 4 }", message: 'unknown option "time": mpi takes timeout, library' },
  ])("refuses $given", ({ given, message }) => {
    expect(failing(root, `await mpi(${given})`)).toContain(message);
  });
});

/** What a program in a process of its own prints as it fails. */
function failing(cwd: string, body: string, env: Readonly<Record<string, string>> = {}): string {
  const source = `import { mpi } from "optim-wasm/distributed/mpi"; ${body};`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  expect(status).not.toBe(0);
  return stderr;
}
