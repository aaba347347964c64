import { readFileSync } from "node:fs";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it } from "vitest";
import { Member } from "./members.js";
import { serverOfTests } from "./hooks.js";
import { found } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

/** The file of the page, which is tried here as it stands. */
const page = readFileSync(new URL("../../../docs/rounds.md", import.meta.url), "utf8");
const config = (/```hcl\n(READ [^]*?)```/.exec(page) ?? [])[1];

const server = serverOfTests(config, { user: "a", pass: "secret of a" });

saysWhatIsLeftOut("the permissions of docs/rounds.md");

describe.each(found ? ["the permissions of docs/rounds.md"] : [])("%s", () => {
  const dial = (user: string) => connect({ servers: server.servers, user, pass: `secret of ${user}` });

  it("let members do all that they do", async () => {
    const [a, b] = await Promise.all(["a", "b"].map(async (name) => join(name, name)));
    await Promise.all([a.trainTo(4), b.trainTo(4)]);
    expect(a.bits).toEqual(b.bits);
    expect(a.heard[3].members).toEqual(["a", "b"]);
    await a.rounds.leave();
    await a.rounds.join();
    await Promise.all([a.trainTo(6), b.trainTo(6)]);
    expect(a.bits.get(6)).toBe(b.bits.get(6));
    for (const { connection } of [a, b]) await connection.close();
  });

  it("let no member write in another's name", async () => {
    await expect(join("a", "c")).rejects.toThrow(/permission/i);
  });

  it("let nobody in without a password", async () => {
    await expect(connect({ servers: server.servers, user: "a", pass: "no" })).rejects.toThrow(/authoriz/i);
  });

  async function join(user: string, name: string): Promise<Member> {
    const connection = await dial(user);
    return Member.join({ servers: server.servers, connection, run: "rounds", name, quorum: 2 });
  }
});
