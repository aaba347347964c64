import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { found, freePort } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const node = ["--import", "tsx"];

saysWhatIsLeftOut("examples/rounds");

describe.each(found ? ["examples/rounds"] : [])("%s", (folder) => {
  it("serves the page, and trains with two members of the same weights", async () => {
    const ports = [await freePort(), await freePort(), await freePort()].map(String);
    const given = ["--port", ports[0], "--nats", ports[1], "--websocket", ports[2]];
    const serving = spawn(process.execPath, [...node, `${folder}/serve.ts`, ...given], { cwd: root });
    const ended = once(serving, "exit");
    try {
      const [url] = (await once(serving.stdout.setEncoding("utf8"), "data")) as [string];
      const page = await (await fetch(url)).text();
      expect(page).toContain('<script type="module" src="page.js">');
      expect(await (await fetch(new URL("page.js", url))).text()).toContain("Has left.");
      expect((await fetch(new URL("nothing.js", url))).status).toBe(404);
      expect(await (await fetch(new URL("config.json", url))).json()).toEqual({
        websocket: `ws://127.0.0.1:${ports[2]}`,
      });
      const train = async (name: string) => {
        const options = ["--server", `127.0.0.1:${ports[1]}`, "--name", name, "--rounds", "4", "--pause", "0"];
        return promisify(execFile)(process.execPath, [...node, `${folder}/main.ts`, ...options], { cwd: root });
      };
      const [a, b] = (await Promise.all(["a", "b"].map(train))).map(({ stdout }) => stdout.trim().split("\n"));
      const rounds = (lines: string[]) => lines.filter((line) => line.startsWith("round "));
      expect(rounds(a)).toHaveLength(4);
      expect(rounds(a)).toEqual(rounds(b));
      expect(a.at(-1)).toMatch(/^round 3 {2}loss 0\.\d{4} {2}weights [\da-f]{8} {2}of a, b$/);
    } finally {
      serving.kill();
      await ended;
    }
  });

  it.each([
    ["--rounds", "none", "error: --rounds must be a whole number, got none"],
    ["--server", "127.0.0.1:1", "error: connection refused"],
  ])("refuses %s %s in one clear line", async (option, value, line) => {
    const run = promisify(execFile)(process.execPath, [...node, `${folder}/main.ts`, option, value], { cwd: root });
    await expect(run).rejects.toMatchObject({ code: 2, stderr: `${line}\n` });
  });
});
