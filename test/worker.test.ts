import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { Model } from "../examples/worker/model.js";
import { readPieces, writePieces, type Storage } from "../examples/worker/pieces.js";
import { expectSameBits, generator } from "./support.js";

/** A Durable Object's storage with its limits, which stops working at one of its calls. */
class Fake implements Storage {
  readonly values = new Map<string, Uint8Array>();
  calls = 0;
  last = Infinity;
  readonly #read = new Map<string, unknown>();

  get<Value>(key: string): Promise<Value | undefined>;
  get<Value>(keys: string[]): Promise<Map<string, Value>>;
  async get(keys: string | string[]): Promise<unknown> {
    this.#call(keys);
    if (typeof keys === "string") return this.#read.get(keys);
    return new Map(keys.flatMap((key) => (this.#read.has(key) ? [[key, this.#read.get(key)]] : [])));
  }

  put(key: string, value: unknown): Promise<void>;
  put(entries: Record<string, unknown>): Promise<void>;
  async put(given: string | Record<string, unknown>, value?: unknown): Promise<void> {
    const entries = Object.entries(typeof given === "string" ? { [given]: value } : given);
    this.#call(entries);
    for (const [key, each] of entries) {
      const bytes = serialize(each);
      if (bytes.length > 131_072)
        throw new RangeError(`values cannot be larger than 131072 bytes, got ${bytes.length}`);
      this.values.set(key, bytes);
      this.#read.set(key, structuredClone(each));
    }
  }

  async delete(keys: string[]): Promise<number> {
    this.#call(keys);
    for (const key of keys) {
      this.values.delete(key);
      this.#read.delete(key);
    }
    return keys.length;
  }

  #call(given: string | readonly unknown[]): void {
    if (++this.calls > this.last) throw new Error("the object has ended");
    if (given.length > 128 && typeof given !== "string") throw new RangeError("at most 128 keys");
  }
}

const fileOf = (length: number, seed: number) => {
  const random = generator(seed);
  return Uint8Array.from({ length }, () => Math.floor(256 * random()));
};
const joined = (pieces: readonly Uint8Array[] | undefined) => Buffer.concat(pieces ?? []);

describe("the pieces of a file in a Durable Object", () => {
  it.each([0, 1, 122_880, 122_881, 400_000, 17_000_000])("hold %i bytes", async (length) => {
    const storage = new Fake();
    const all = fileOf(length + 16, 1);
    // A part of an array: storage would keep the whole.
    await writePieces(storage, "model", all.subarray(8, length + 8));
    expect(joined(await readPieces(storage, "model")).equals(all.subarray(8, length + 8))).toBe(true);
    const stored = [...storage.values.values()].reduce((sum, { length: bytes }) => sum + bytes, 0);
    expect(stored).toBeLessThan(length + 100 * storage.values.size);
  });

  it("are those of the last file, and no others", async () => {
    const storage = new Fake();
    expect(await readPieces(storage, "model")).toBe(undefined);
    for (const [k, length] of [400_000, 10, 300_000, 0, 900_000].entries()) {
      await writePieces(storage, "model", fileOf(length, k));
      await writePieces(storage, "other", fileOf(5, k));
      expect(joined(await readPieces(storage, "model")).equals(fileOf(length, k))).toBe(true);
      expect(storage.values.size).toBe(Math.ceil(length / 122_880) + 3);
    }
  });

  it("are of one file wherever the writing of another ends", async () => {
    const [before, after] = [fileOf(300_000, 1), fileOf(16_000_000, 2)];
    const found = [];
    for (let calls = 0; ; calls++) {
      const storage = new Fake();
      await writePieces(storage, "model", fileOf(500_000, 0));
      await writePieces(storage, "model", before);
      storage.last = storage.calls + calls;
      const error = await writePieces(storage, "model", after).catch(String);
      storage.last = Infinity;
      const file = joined(await readPieces(storage, "model"));
      found.push(file.equals(after));
      expect(file.equals(before) || file.equals(after)).toBe(true);
      // And the next writing is as good as any.
      await writePieces(storage, "model", before);
      expect(joined(await readPieces(storage, "model")).equals(before)).toBe(true);
      if (error === undefined) break;
    }
    expect([found[0], found.at(-1)]).toEqual([false, true]);
  });

  it("that are missing are missed", async () => {
    const storage = new Fake();
    await writePieces(storage, "model", fileOf(300_000, 1));
    await storage.delete(["model/0/1"]);
    await expect(readPieces(storage, "model")).rejects.toThrow("model/0/1 is missing");
  });
});

it("a user's model goes on from its pieces as if it had never stopped", async () => {
  const storage = new Fake();
  const count = 12_000;
  const random = generator(1);
  const examples = Array.from({ length: 6 }, () => Array.from({ length: count }, () => random() - 0.5));
  const learn = (model: Model, begin: number, end: number) =>
    examples.slice(begin, end).map((features, k) => model.learn(features, ((begin + k) % 2) as 0 | 1));
  const [whole, first, next] = [new Model(count), new Model(count), new Model(count)];
  const expected = learn(whole, 0, 6);
  const predicted = learn(first, 0, 3);
  await writePieces(storage, "model", first.save());
  expect(storage.values.size).toBe(4);
  next.load((await readPieces(storage, "model")) ?? []);
  expect([...predicted, ...learn(next, 3, 6)]).toEqual(expected);
  expectSameBits(next.weights, whole.weights, "weights");
  expect([next.bias, next.updates]).toEqual([whole.bias, whole.updates]);
});
