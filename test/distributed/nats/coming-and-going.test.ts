import { describe, expect, it } from "vitest";
import { AdamW } from "../../../src/index.js";
import { data, dial, EVERY, Member } from "./members.js";
import { batches, fresh } from "./problem.js";
import { serverOfTests } from "./hooks.js";
import { found } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

const server = serverOfTests();

saysWhatIsLeftOut("8 members, of which 3 come and go");

describe.each(found ? (["float32", "bfloat16"] as const) : [])("8 members, of which 3 come and go (%s)", (type) => {
  const ROUNDS = 30;
  const stay = ["e", "b", "d", "a", "c"];

  it("have the same weights after each of 30 rounds, and lose none", async () => {
    const join = (name: string, shard: number) =>
      Member.join({ servers: server.servers, run: `all-${type}`, name, shard, type, quorum: 3 });
    const staying = await Promise.all(stay.map((name, k) => join(name, k)));
    const [leaves, vanishes] = [await join("leaves", 5), await join("vanishes", 6)];
    const [first, ...others] = staying;
    const lives = others.map((member) => member.trainTo(ROUNDS));
    lives.push(
      leaves.trainTo(5).then(() => leaves.rounds.leave()),
      vanish(vanishes, 8),
    );

    // The rounds wait for the first, while others come.
    await first.trainTo(9);
    await leaves.rounds.join();
    lives.push(leaves.trainTo(ROUNDS));
    await first.trainTo(12);
    const late = await join("late", 7);
    lives.push(vanish(late, 22));
    await first.trainTo(15);
    await vanishes.rounds.join(await dial(server.servers));
    lives.push(vanishes.trainTo(ROUNDS), first.trainTo(ROUNDS));
    await Promise.all(lives);

    const all = [...staying, leaves, vanishes, late];
    for (let round = 1; round <= ROUNDS; round++) {
      const bits = all.map((member) => member.bits.get(round)).filter((each) => each !== undefined);
      expect(bits.length).toBeGreaterThanOrEqual(stay.length);
      expect(new Set(bits).size, `weights after round ${round}`).toBe(1);
    }
    const numbers = Array.from({ length: ROUNDS }, (_, k) => k);
    for (const { heard } of staying) {
      expect(heard.map(({ round }) => round)).toEqual(numbers);
      expect(heard).toEqual(staying[0].heard);
      for (const { members } of heard) expect(members).toEqual(members.toSorted());
    }
    const { heard, reasons } = staying[0];
    expect(reasons).toContain("vanishes: absent");
    expect(reasons).toContain("late: absent");
    const inRounds = (name: string) => heard.filter(({ members }) => members.includes(name)).length;
    expect([25, 26]).toContain(inRounds("leaves"));
    expect([22, 23]).toContain(inRounds("vanishes"));
    expect([9, 10]).toContain(inRounds("late"));

    const alone = { params: fresh(), grads: fresh() };
    const optimizer = new AdamW({ lr: 0.02 });
    const batch = batches(0, 1);
    for (let k = 0; k < ROUNDS * EVERY; k++) {
      data.lossAndGrads(alone.params, batch(), alone.grads);
      optimizer.update(alone.params, alone.grads);
    }
    const [together, single] = [data.lossOfAll(staying[0].rounds.params), data.lossOfAll(alone.params)];
    console.log(`loss ${together.toFixed(6)} together, ${single.toFixed(6)} alone`);
    expect(Math.abs(together / single - 1)).toBeLessThan(0.02);
    await Promise.all(all.map(({ connection }) => connection.close()));
  });
});

/** Is gone in the middle of a round. */
async function vanish(member: Member, round: number): Promise<void> {
  await member.trainTo(round);
  for (let k = 0; k < EVERY / 2; k++) await member.step();
  await member.connection.close();
}
