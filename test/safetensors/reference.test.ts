import { describe, expect, it } from "vitest";
import { decodeFile as decode, encodeFile as encode } from "../../src/checkpoint/safetensors.js";
import { bytesOf, expectHolds, fixture, tensorsOf } from "./files.js";

describe("the reference implementation", () => {
  it.each(fixture.written)("writes what is read here: $title", ({ base64, tensors, metadata }) => {
    expectHolds(bytesOf(base64), tensorsOf(tensors), metadata);
  });

  it.each(fixture.refused)("writes what is refused by name: $title", ({ base64, message }) => {
    expect(() => decode(bytesOf(base64))).toThrow(new RangeError(message));
  });

  it.each(fixture.read)("reads what is written here: $title", ({ base64, tensors, metadata }) => {
    expect(Buffer.from(encode(tensorsOf(tensors), Object.fromEntries(metadata))).toString("base64")).toBe(base64);
    expectHolds(bytesOf(base64), tensorsOf(tensors), metadata);
  });
});
