import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { costOf, exchangesOf, KINDS, worthwhileFrom } from "../../bench/distributed/model.js";
import { networksOf, NETWORKS } from "../../bench/distributed/networks.js";
import { pageOf } from "../../bench/distributed/page.js";
import { draw } from "../../bench/distributed/picture.js";
import { farOf, pointsOf } from "../../bench/distributed/points.js";
import { lastResults } from "../../bench/distributed/results.js";
import { Sharded } from "../../src/distributed/index.js";
import { local } from "../../src/distributed/local/index.js";
import { Adam } from "../../src/index.js";
import { onRanks } from "./model.js";

const docs = new URL("../../docs/", import.meta.url);
const results = lastResults();
const constants = { alpha: 20e-6, bandwidth: 1.25e9, sum: 0.1e-9, update: 0.6e-9 };

/**
 * How far a measured step may be from the model, beside what other work made of the update in the same rounds. Steps of 1e7
 * take longer than a turn of the scheduler, and two ranks have to run at once.
 */
const factorOf = (n: number): number => (n > 1e6 ? 2.5 : 1.5);

describe("the model of the cost", () => {
  it("is the formula, at 16 ranks and 1e7 parameters", () => {
    const cost = costOf("Sharded", 16, 1e7, constants);
    // 625,000 elements of each rank in buckets of 32,768: 20.
    expect(exchangesOf(16, 1e7)).toBe(22);
    expect(cost.messages).toBeCloseTo(22 * 15 * 20e-6, 12);
    expect(cost.bytes).toBeCloseTo(75e6 / 1.25e9, 12);
    expect(cost.sum).toBeCloseTo(1e-3, 12);
    expect(cost.update).toBeCloseTo(0.375e-3, 12);
    expect(cost.all).toBeCloseTo(0.0066 + 0.06 + 0.001 + 0.000375, 12);
    expect(costOf("Replicated", 16, 1e7, constants).update).toBeCloseTo(6e-3, 12);
  });

  it.each(KINDS)("of one rank is the update alone: %s", (kind) => {
    expect(costOf(kind, 1, 1e6, constants).all).toBeCloseTo(0.6e-3, 12);
  });

  it.each([
    [2, 1_000_000],
    [3, 100_000],
    [4, 10],
    [7, 400_000],
  ])("counts the exchanges that %i ranks have in a step of %i parameters", async (size, n) => {
    const counts = await onRanks(local(size), async (collective) => {
      let count = 0;
      const counting = {
        ...collective,
        rank: collective.rank,
        size,
        allToAll: (...blocks: Parameters<typeof collective.allToAll>) => (count++, collective.allToAll(...blocks)),
        allGather: (...blocks: Parameters<typeof collective.allGather>) => (count++, collective.allGather(...blocks)),
        close: () => collective.close(),
      };
      const training = new Sharded(counting, new Adam(), { W: new Float32Array(n) });
      await training.broadcast();
      count = 0;
      await training.step();
      return count;
    });
    expect(counts).toEqual(Array.from({ length: size }, () => exchangesOf(size, n)));
  });

  it("has a time of gradients at which p ranks are as fast as one with all examples", () => {
    const gradient = worthwhileFrom("Sharded", 8, 1e6, constants);
    const one = 8 * gradient + costOf("Sharded", 1, 1e6, constants).all;
    expect(gradient + costOf("Sharded", 8, 1e6, constants).all).toBeCloseTo(one, 12);
  });
});

describe("what was measured", () => {
  it.each(pointsOf(results))("is near the model: $kind of $n on $ranks ranks", (point) => {
    expect(farOf(point)).toBeLessThan(factorOf(point.n));
    expect(farOf(point)).toBeGreaterThan(1 / factorOf(point.n));
  });

  it("is of both kinds at 1e6 and 1e7, by the whole bench", () => {
    expect(results.quick).toBe(false);
    for (const kind of KINDS)
      expect(pointsOf(results).filter((point) => point.kind === kind && point.n >= 1e6)).toHaveLength(2);
    expect(results.through).toMatchObject({ ranks: 16, results: 1 });
  });
});

describe("docs/distributed-cost.md", () => {
  const page = readFileSync(new URL("distributed-cost.md", docs), "utf8");

  it("is what the model gives now", () => {
    expect(page).toBe(pageOf(results));
    expect(page).not.toMatch(/undefined|NaN|Infinity/);
    expect(page.trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  });

  it("has the picture of it", () => {
    expect(existsSync(new URL("distributed-cost.svg", docs))).toBe(true);
    expect(readFileSync(new URL("distributed-cost.svg", docs), "utf8")).toBe(draw(results));
  });

  it("says the networks' constants, by which it is computed", () => {
    for (const { name, alpha, bandwidth } of NETWORKS)
      expect(page).toContain(
        `| ${name} (${alpha > 1e-5 ? "TCP" : "RDMA"}) | ${alpha * 1e6} µs | ${bandwidth / 1e9} GB/s |`,
      );
  });

  it("says of messages and bytes at 1,000 ranks what the model has", () => {
    const [tcp] = networksOf(results);
    const { messages, bytes } = costOf("Sharded", 1000, 1e7, tcp);
    expect(page).toContain("1,000 ranks over TCP they take longer than the bytes");
    expect(messages / bytes).toBeGreaterThan(1.25);
    expect(messages / bytes).toBeLessThan(2);
  });
});
