import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { generator, seedOf } from "../../support.js";
import { dial, Member } from "./members.js";
import { serverOfTests } from "./hooks.js";
import { found } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

const server = serverOfTests();

const ROUNDS = 20;

saysWhatIsLeftOut("comings and goings at random");

describe.each(found ? ["7 members"] : [])("%s", () => {
  it("of which 5 vanish, leave, sleep, go wrong and come back at random have the same weights after each round", async () => {
    const seed = seedOf();
    console.log(`comings and goings of seed ${seed}`);
    const random = generator(seed);
    const all = await Promise.all(Array.from({ length: 7 }, (_, k) => live(k, k < 2 ? () => 1 : random)));
    const bits = Array.from({ length: ROUNDS }, (_, k) => all.map((member) => member.bits.get(k + 1)));
    for (const [round, each] of bits.entries())
      expect(new Set(each.filter((one) => one !== undefined)).size, `weights after round ${round}`).toBe(1);
    const reasons = new Set(all.flatMap(({ leftOut }) => leftOut.map(({ reason }) => reason)));
    expect(["absent", "late", "not finite"]).toEqual(expect.arrayContaining([...reasons]));
    expect(reasons).toContain("not finite");
  });

  async function live(k: number, random: () => number): Promise<Member> {
    const options = { run: "chaos", name: `m${k}`, shard: k, quorum: 2, every: 5, deadline: 150 };
    const member = await Member.join({ servers: server.servers, ...options });
    const { rounds } = member;
    while (rounds.round < ROUNDS) {
      const chance = random();
      if (chance < 0.01) {
        await member.connection.close();
        await pause(300 * random());
        member.connection = await dial(server.servers);
        await rounds.join(member.connection);
      } else if (chance < 0.02) {
        await rounds.leave();
        await rounds.join();
      } else if (chance < 0.03) {
        await pause(400 * random());
      } else if (chance < 0.04) {
        rounds.grads.W.fill(NaN);
        await rounds.step();
      } else await member.step();
    }
    await rounds.leave();
    await member.connection.close();
    return member;
  }
});
