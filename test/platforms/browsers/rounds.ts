import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Page } from "playwright-core";
import { freePort } from "../../distributed/nats/server.js";
import type { Check, Outcome } from "../check.js";
import { ROOT } from "../project.js";
import { chromiumMissing, launchChromium } from "./chromium.js";
import { PATIENCE, within } from "./engine.js";

const ROUNDS = 6;
const NODE = ["--import", "tsx"];

/** The page of examples/rounds in two tabs, and a member in Node: the same weights after each round. */
export const rounds: Check = {
  name: "Chromium, two tabs in rounds",
  missing: () => chromiumMissing() ?? natsMissing(),
  async run(): Promise<Outcome> {
    const [port, nats, websocket] = [await freePort(), await freePort(), await freePort()].map(String);
    const given = ["--port", port, "--nats", nats, "--websocket", websocket];
    const serving = spawn(process.execPath, [...NODE, "examples/rounds/serve.ts", ...given], { cwd: ROOT });
    const ended = once(serving, "exit");
    const browser = await launchChromium();
    try {
      const [url] = (await within(once(serving.stdout.setEncoding("utf8"), "data"), "examples/rounds")) as [string];
      const node = train(nats, "node");
      const tab = async (name: string, until: number) => {
        const page = await browser.newPage();
        page.setDefaultTimeout(PATIENCE);
        await page.goto(`${url.trim()}?name=${name}&every=50&quorum=3&rounds=${until}`);
        await page.getByText("Has left.").waitFor();
        return page;
      };
      // The quorum is three: until all are there nobody goes on.
      const [one, two] = await Promise.all([tab("one", ROUNDS), tab("two", ROUNDS)]);
      const tables = [await tableOf(one), await tableOf(two), await within(node, "the member in Node")];
      const failures = tables.flatMap((table, k) => judge(table, ["tab one", "tab two", "Node"][k], tables[2]));
      const names = await one.locator("#members td:first-child").allTextContents();
      if (names.join() !== "node,one,two") failures.push(`the page shows as members ${names.join()}`);
      return { version: browser.version(), backend: "wasm", failures };
    } finally {
      await browser.close();
      serving.kill();
      await ended;
    }
  },
};

function natsMissing(): string | undefined {
  return spawnSync("nats-server", ["--version"]).status === 0 ? undefined : "nats-server: apt-get install nats-server";
}

/** By round: its weights' digest, and whose they are. */
type Table = ReadonlyMap<number, string>;

async function tableOf(page: Page): Promise<Table> {
  const rows = await page.locator("#rounds tr").all();
  const cells = await Promise.all(rows.map((row) => row.locator("td").allTextContents()));
  return new Map(cells.map(([round, , digest, members]) => [Number(round), `${digest} of ${members}`]));
}

/** A member in Node, and what it prints. */
async function train(nats: string, name: string): Promise<Table> {
  const options = ["--server", `127.0.0.1:${nats}`, "--name", name, "--rounds", String(ROUNDS)];
  const more = ["--every", "50", "--quorum", "3"];
  const member = spawn(process.execPath, [...NODE, "examples/rounds/main.ts", ...options, ...more], { cwd: ROOT });
  let printed = "";
  member.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  await once(member, "exit");
  const lines = printed.matchAll(/^round (\d+) .*weights (\w+) {2}of (.*)$/gm);
  return new Map([...lines].map(([, round, digest, members]) => [Number(round), `${digest} of ${members}`]));
}

function judge(table: Table, who: string, like: Table): string[] {
  const failures = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [has, expected] = [table.get(round), like.get(round)];
    if (has === undefined || has !== expected) failures.push(`${who}: round ${round} has ${has}, Node ${expected}`);
    if (has && !has.endsWith(" of node, one, two")) failures.push(`${who}: round ${round} is ${has}`);
  }
  return failures;
}
