import { expect, it } from "vitest";
import { decodeFile as decode, encodeFile as encode } from "../../src/checkpoint/safetensors.js";
import { mutate } from "../mutations/files.js";
import { generator } from "../support.js";
import { bytesOf, expectHolds, fixture } from "./files.js";

it("a damaged file is refused by an error that says why, or is another file", () => {
  const files = [...fixture.written, ...fixture.read].map(({ base64 }) => bytesOf(base64));
  let refused = 0;
  const seeds = 5_000;
  for (let seed = 0; seed < seeds; seed++) {
    const damaged = mutate(files[seed % files.length], generator(seed));
    const before = damaged.slice();
    try {
      const { tensors, metadata } = decodeOr(damaged, () => refused++) ?? {};
      if (tensors !== undefined && metadata !== undefined)
        expectHolds(encode(tensors, Object.fromEntries(metadata)), [...tensors], [...metadata]);
      expect(Buffer.compare(damaged, before)).toBe(0);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  expect(refused).toBeGreaterThan(seeds / 2);
  expect(refused).toBeLessThan(seeds);
});

/** What the file holds; nothing where it is refused as a file should be. */
function decodeOr(bytes: Uint8Array, onRefused: () => void): ReturnType<typeof decode> | undefined {
  try {
    return decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(
      /^not a safetensors file: [^]{9,1400}$|^tensor "[^]*" has dtype [^]*, F32 and F64 can be read$/,
    );
    onRefused();
    return undefined;
  }
}
