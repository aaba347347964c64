import { describe, expect, it } from "vitest";
import { decodeFile as decode } from "../../src/checkpoint/safetensors.js";
import { A, fileOf, UNIT } from "./files.js";

describe("not a safetensors file:", () => {
  const huge = new Uint8Array(100).fill(255, 0, 8);
  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "it has 0 bytes, the header's length alone takes 8"],
    ["less than a length", new Uint8Array(7), "it has 7 bytes, the header's length alone takes 8"],
    [
      "a header longer than the file",
      Uint8Array.from({ ...fileOf("{}"), 0: 3, length: 10 }),
      "the header's length is 3, the file has 10 bytes",
    ],
    [
      "a header much longer than the file",
      Uint8Array.from({ 0: 0x39, 1: 0x30, length: 100 }),
      "the header's length is 12345, the file has 100 bytes",
    ],
    [
      "the longest header that may be",
      lengthed(100_000_000n),
      "the header's length is 100000000, the file has 10 bytes",
    ],
    [
      "a header too long",
      lengthed(100_000_001n),
      'it begins with "\\u0001��\\u0005\\u0000\\u0000\\u0000\\u0000", so the header\'s length is 100000001, 100000000 is the most',
    ],
    [
      "a length beyond 2^53",
      huge,
      'it begins with "��������", so the header\'s length is 18446744073709551615, 100000000 is the most',
    ],
    [
      "JSON",
      new TextEncoder().encode('{"lr": 0.1}'),
      String.raw`it begins with "{\"lr\": 0", so the header's length is 3467835632698270331, 100000000 is the most`,
    ],
    [
      "HTML",
      new TextEncoder().encode("\n\n<html>\n"),
      String.raw`it begins with "\n\n<html>", so the header's length is 4498090474568681994, 100000000 is the most`,
    ],
    ["an empty header", new Uint8Array(8), "character 0 of the header is missing, expected '{'"],
    ["bytes that are no UTF-8", fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), "the header is not UTF-8"],
    [
      "a surrogate in UTF-8",
      fileOf(Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d)),
      "the header is not UTF-8",
    ],
    ["a byte order mark", fileOf("\ufeff{}"), "character 0 of the header is \"\ufeff\", expected '{'"],
    ["a space before", fileOf(" {}"), "character 0 of the header is \" \", expected '{'"],
    ["an array", fileOf("[]"), "character 0 of the header is \"[\", expected '{'"],
    ["a header without end", fileOf(`{${A}`, 4), "character 53 of the header is missing, expected '}'"],
    [
      "something after the header's end",
      fileOf("{} x"),
      'character 3 of the header is "x", expected a space, up to the data',
    ],
    [
      "zeros after the header's end",
      fileOf("{}\0"),
      'character 2 of the header is "\\u0000", expected a space, up to the data',
    ],
    ["a comma too many", fileOf(`{${A},}`, 4), 'character 54 of the header is "}", expected \'"\''],
    ["no comma", fileOf(`{${A}${A}}`, 4), 'character 53 of the header is "\\"", expected \'}\''],
    ["no colon", fileOf('{"a" {}}'), "character 5 of the header is \"{\", expected ':'"],
    ["no quotes", fileOf("{a:{}}"), 'character 1 of the header is "a", expected \'"\''],
    ["a string without end", fileOf('{"a'), "character 3 of the header is missing, expected '\"'"],
    ["a string that ends in a backslash", fileOf('{"a\\'), "character 5 of the header is missing, expected '\"'"],
    [
      "a line feed in a string",
      fileOf('{"a\n":1}'),
      'character 1 of the header is "\\"", expected a JSON string of whole characters',
    ],
    [
      "an unknown escape",
      fileOf(String.raw`{"\x":1}`),
      'character 1 of the header is "\\"", expected a JSON string of whole characters',
    ],
    [
      "half a character, escaped",
      fileOf(String.raw`{"\ud800":{}}`),
      'character 1 of the header is "\\"", expected a JSON string of whole characters',
    ],
    ["a tensor that is null", fileOf('{"a":null}'), "character 5 of the header is \"n\", expected '{'"],
    [
      "a tensor that is an array",
      fileOf('{"a":["F32",[1],[0,4]]}', 4),
      "character 5 of the header is \"[\", expected '{'",
    ],
    ["a deep nest of arrays", fileOf(`{"a":${"[".repeat(1e6)}`), "character 5 of the header is \"[\", expected '{'"],
    ["a deep nest of objects", fileOf('{"a":'.repeat(1e6)), 'tensor "a" has "a", which no tensor has'],
    [
      "a deep nest in a shape",
      fileOf(`{"a":{"shape":${"[".repeat(1e6)}`),
      'character 15 of the header is "[", expected a whole number ≥ 0',
    ],
    ["two tensors of one name", fileOf(`{${A},${A}}`, 4), 'the header has "a" twice'],
    [
      "two of one name, one escaped",
      fileOf(`{${A},${A.replace('"a"', String.raw`"\u0061"`)}}`, 4),
      'the header has "a" twice',
    ],
    [
      "two of the name __proto__",
      fileOf(`{${A.replace('"a"', '"__proto__"')},${A.replace('"a"', '"__proto__"')}}`, 4),
      'the header has "__proto__" twice',
    ],
    ["metadata twice", fileOf('{"__metadata__":{},"__metadata__":{}}'), 'the header has "__metadata__" twice'],
    [
      "one name twice in the metadata",
      fileOf(String.raw`{"__metadata__":{"a":"1","\u0061":"1"}}`),
      '__metadata__ has "a" twice',
    ],
    [
      "one field twice",
      fileOf(`{"a":{${UNIT},"data_offsets":[0,4],"dtype":"F32"}}`, 4),
      'tensor "a" has "dtype" twice',
    ],
    ["metadata that is null", fileOf('{"__metadata__":null}'), "character 16 of the header is \"n\", expected '{'"],
    [
      "metadata that is a number",
      fileOf('{"__metadata__":{"a":1}}'),
      'character 21 of the header is "1", expected \'"\'',
    ],
    [
      "a tensor named __metadata__",
      fileOf(`{"__metadata__":{${UNIT},"data_offsets":[0,4]}}`, 4),
      'character 39 of the header is "[", expected \'"\'',
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(new RangeError(`not a safetensors file: ${message}`));
  });

  it.each([
    ["undefined", undefined],
    ['"{}"', "{}"],
    ["5", 5],
    [`"${"x".repeat(99)}…"`, "x".repeat(1e6)],
    ["DataView", new DataView(new ArrayBuffer(8))],
    ["Uint8ClampedArray", new Uint8ClampedArray(8)],
    ["Object", { [Symbol.toStringTag]: "Object", length: 8 }],
  ])("%s", (got, value) => {
    expect(() => decode(value)).toThrow(
      new TypeError(`a safetensors file must be a Uint8Array, an ArrayBuffer or an iterable of them, got ${got}`),
    );
  });
});

function lengthed(length: bigint): Uint8Array {
  const bytes = fileOf("{}");
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}
