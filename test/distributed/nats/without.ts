import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { found } from "./server.js";

/** A test that says what is left out of a file where nats-server is not on the PATH. */
export function saysWhatIsLeftOut(what: string): void {
  it(`without nats-server ${what} is left out`, () => {
    const { stdout, error } = spawnSync("nats-server", ["--version"], { encoding: "utf8" });
    if (!found) console.warn(`left out, as nats-server is not on the PATH: ${what}`);
    expect(found ? stdout : String(error)).toMatch(found ? /^nats-server: v2/ : /ENOENT/);
  });
}
