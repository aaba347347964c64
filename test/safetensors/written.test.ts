import * as fc from "fast-check";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { decodeFile as decode, encodeFile as encode } from "../../src/checkpoint/safetensors.js";
import { expectSameBits } from "../support.js";
import { expectHolds, fileOf, headerOf, type Tensors } from "./files.js";

describe("a file written and read", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("", "__proto__", "constructor", '"', "\\u0061", "0", "1", "\u0000\n"),
  );
  const values = fc.oneof(fc.float32Array({ maxLength: 9 }), fc.float64Array({ maxLength: 9 }));
  const files = {
    tensors: fc.uniqueArray(fc.tuple(text, values), { maxLength: 9, selector: ([name]) => name }),
    metadata: fc.array(fc.tuple(text, text)),
  };

  it("is what it was, aligned", () => {
    fc.assert(
      fc.property(fc.record(files), ({ tensors, metadata }) => {
        const file = encode(tensors, Object.fromEntries(metadata));
        expectHolds(file, tensors, Object.entries(Object.fromEntries(metadata)));
        const { start, json } = headerOf(file);
        expect(start % 8).toBe(0);
        for (const [name, { data_offsets: offsets }] of Object.entries(json)) {
          if (name !== "__metadata__")
            expect(offsets[0] % tensors.find(([own]) => own === name)![1].BYTES_PER_ELEMENT).toBe(0);
        }
      }),
    );
  });

  it("comes from views, over shared memory too, and from maps", () => {
    const shared = new Float64Array(new SharedArrayBuffer(64), 16, 3).fill(1.5);
    const view = new Float32Array(new ArrayBuffer(64), 4, 3).fill(2.5);
    const tensors: Tensors = [
      ["view", view],
      ["shared", shared],
    ];
    expectHolds(encode(new Map(tensors), {}), tensors, []);
  });

  it("has arrays of its own", () => {
    const file = encode([["a", Float64Array.of(1)]], {});
    const { tensors } = decode(file);
    file.fill(0);
    expectSameBits(tensors.get("a")!, [1], "a");
  });

  const plain = encode(
    [
      ["a", Float64Array.of(1, 2)],
      ["b", Float32Array.of(3)],
    ],
    { c: "d" },
  );
  const shared = new Uint8Array(new SharedArrayBuffer(plain.length));
  shared.set(plain);
  it.each([
    ["a Buffer with an offset", Buffer.concat([Buffer.alloc(3), plain]).subarray(3)],
    ["a view with an odd offset", Uint8Array.from([9, ...plain, 9]).subarray(1, -1)],
    ["shared memory", shared],
    ["an array of another realm", runInNewContext("Uint8Array.from(bytes)", { bytes: [...plain] }) as Uint8Array],
  ])("is read from %s", (_, bytes) => {
    expectHolds(
      bytes,
      [
        ["a", Float64Array.of(1, 2)],
        ["b", Float32Array.of(3)],
      ],
      [["c", "d"]],
    );
  });
});

it("every NaN is written as the quiet one without a sign, and every other number as it is", () => {
  const singles = [0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff, 0x7fe12345];
  const doubles = [0x7ff8n << 48n, 0xfff8n << 48n, (0x7ff0n << 48n) + 1n, 2n ** 64n - 1n, 0x7ffc_0000_1234_0000n];
  const others = [0x7f800000, 0xff800000, 0x80000000, 1, 0x3f800000];
  const others64 = [0x7ff0n << 48n, 0xfff0n << 48n, 1n << 63n, 1n, 0x3ff0n << 48n];
  const a = BigUint64Array.from([...doubles, ...others64]);
  const b = Uint32Array.from([...singles, ...others]);
  const before = [[...a], [...b]];
  const file = encode(
    [
      ["a", new Float64Array(a.buffer)],
      ["b", new Float32Array(b.buffer)],
    ],
    {},
  );
  const { buffer } = file.slice(headerOf(file).start);
  expect([...new BigUint64Array(buffer, 0, 10)]).toEqual([...doubles.map(() => 0x7ff8n << 48n), ...others64]);
  expect([...new Uint32Array(buffer, 80)]).toEqual([...singles.map(() => 0x7fc00000), ...others]);
  expect([[...a], [...b]]).toEqual(before);
});

it("no text is decoded from shared memory, which browsers refuse", () => {
  const spy = vi.spyOn(TextDecoder.prototype, "decode");
  const file = fileOf(`{"__metadata__":{"é":"${"x".repeat(300)}"}}`);
  const bytes = new Uint8Array(new SharedArrayBuffer(file.length));
  bytes.set(file);
  decode(bytes);
  const buffers = spy.mock.calls.map(([given]) => (given as Uint8Array).buffer);
  expect(buffers.length).toBeGreaterThan(0);
  for (const buffer of buffers) expect(buffer).toBeInstanceOf(ArrayBuffer);
  spy.mockRestore();
});

describe("to be written", () => {
  const one = Float32Array.of(1);
  it("half a character in a name is refused", () => {
    const message = String.raw`"a\ud800" has half a character, which no safetensors file can hold`;
    expect(() => encode([["a\ud800", one]], {})).toThrow(new RangeError(message));
  });
});
