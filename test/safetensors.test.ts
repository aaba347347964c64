import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { decodeFile as decode, encodeFile as encode } from "../src/checkpoint/safetensors.js";
import { mutate } from "./mutations.js";
import { expectSameBits, generator, type Floats } from "./support.js";

type Tensors = [name: string, values: Floats][];

interface Case {
  readonly title: string;
  readonly base64: string;
  readonly tensors: [name: string, dtype: "F32" | "F64", values: (number | string)[]][];
  readonly metadata: [string, string][];
}

const fixture = JSON.parse(readFileSync(new URL("fixtures/safetensors.json", import.meta.url), "utf8")) as {
  written: Case[];
  refused: { title: string; base64: string; message: string }[];
  read: Case[];
};

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

describe("a file written and read", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", "__proto__", "constructor", '"', "\\u0061", "0", "1", "\u0000\n"));
  const values = fc.oneof(fc.float32Array({ maxLength: 9 }), fc.float64Array({ maxLength: 9 }));
  const files = { tensors: fc.uniqueArray(fc.tuple(text, values), { maxLength: 9, selector: ([name]) => name }), metadata: fc.array(fc.tuple(text, text)) };

  it("is what it was, aligned", () => {
    fc.assert(fc.property(fc.record(files), ({ tensors, metadata }) => {
      const file = encode(tensors, Object.fromEntries(metadata));
      expectHolds(file, tensors, Object.entries(Object.fromEntries(metadata)));
      const { start, json } = headerOf(file);
      expect(start % 8).toBe(0);
      for (const [name, { data_offsets: offsets }] of Object.entries(json)) {
        if (name !== "__metadata__") expect(offsets[0] % tensors.find(([own]) => own === name)![1].BYTES_PER_ELEMENT).toBe(0);
      }
    }));
  });

  it("comes from views, over shared memory too, and from maps", () => {
    const shared = new Float64Array(new SharedArrayBuffer(64), 16, 3).fill(1.5);
    const view = new Float32Array(new ArrayBuffer(64), 4, 3).fill(2.5);
    const tensors: Tensors = [["view", view], ["shared", shared]];
    expectHolds(encode(new Map(tensors), {}), tensors, []);
  });

  it("has arrays of its own", () => {
    const file = encode([["a", Float64Array.of(1)]], {});
    const { tensors } = decode(file);
    file.fill(0);
    expectSameBits(tensors.get("a")!, [1], "a");
  });

  const plain = encode([["a", Float64Array.of(1, 2)], ["b", Float32Array.of(3)]], { c: "d" });
  const shared = new Uint8Array(new SharedArrayBuffer(plain.length));
  shared.set(plain);
  it.each([
    ["a Buffer with an offset", Buffer.concat([Buffer.alloc(3), plain]).subarray(3)],
    ["a view with an odd offset", Uint8Array.from([9, ...plain, 9]).subarray(1, -1)],
    ["shared memory", shared],
    ["an array of another realm", runInNewContext("Uint8Array.from(bytes)", { bytes: [...plain] }) as Uint8Array],
  ])("is read from %s", (_, bytes) => {
    expectHolds(bytes, [["a", Float64Array.of(1, 2)], ["b", Float32Array.of(3)]], [["c", "d"]]);
  });
});

it("no text is decoded from shared memory, which browsers refuse", () => {
  const spy = vi.spyOn(TextDecoder.prototype, "decode");
  const bytes = new Uint8Array(new SharedArrayBuffer(10));
  bytes.set(fileOf("{}"));
  decode(bytes);
  expect(spy.mock.calls.map(([given]) => (given as Uint8Array).buffer)).toEqual([expect.any(ArrayBuffer)]);
  spy.mockRestore();
});

describe("to be written", () => {
  const one = Float32Array.of(1);
  it("half a character in a name is refused", () => {
    const message = String.raw`"a\ud800" has half a character, which no safetensors file can hold`;
    expect(() => encode([["a\ud800", one]], {})).toThrow(new RangeError(message));
  });
});

const a = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
const unit = '"dtype":"F32","shape":[1]';

describe("right, if unusual:", () => {
  it.each<[string, Uint8Array, Tensors, [string, string][]]>([
    ["white space between everything", fileOf('{ "a" :\t{ "shape" : [ 1 , 1 ] ,\r\n "data_offsets" : [ 0 , 4 ] , "dtype" : "F32" } , "__metadata__" : { } }\n ', 4), [["a", Float32Array.of(0)]], []],
    ["a header of an odd length", fileOf(`{${a}}`, 4), [["a", Float32Array.of(0)]], []],
    ["data in another order than the header", fileOf(`{"b":{${unit},"data_offsets":[4,8]},"c":{"dtype":"F64","shape":[],"data_offsets":[8,16]},${a}}`, 16), [["a", Float32Array.of(0)], ["b", Float32Array.of(0)], ["c", Float64Array.of(0)]], []],
    ["float64 that is not aligned", fileOf(`{${a},"b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}`, 12), [["a", Float32Array.of(0)], ["b", Float64Array.of(0)]], []],
    ["empty tensors at the ends and between", fileOf(`{${a},"b":{"dtype":"F64","shape":[0],"data_offsets":[4,4]},"c":{"dtype":"F64","shape":[3,0],"data_offsets":[0,0]}}`, 4), [["c", new Float64Array()], ["a", Float32Array.of(0)], ["b", new Float64Array()]], []],
    ["escapes", fileOf(String.raw`{"__metadata__":{"\u0061\"\\\/":"\ud834\udd1e"}}`), [], [['a"\\/', "𝄞"]]],
    ["one name as tensor, field and metadata", fileOf(`{"dtype":{${unit},"data_offsets":[0,4]},"__metadata__":{"dtype":"dtype"}}`, 4), [["dtype", Float32Array.of(0)]], [["dtype", "dtype"]]],
  ])("%s", (_, bytes, tensors, metadata) => {
    expectHolds(bytes, tensors, metadata);
  });
});

describe("not a safetensors file:", () => {
  const huge = new Uint8Array(100).fill(255, 0, 8);
  const long = "x".repeat(200);
  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "it has 0 bytes, the header's length alone takes 8"],
    ["less than a length", new Uint8Array(7), "it has 7 bytes, the header's length alone takes 8"],
    ["a header longer than the file", Uint8Array.from({ ...fileOf("{}"), 0: 3, length: 10 }), "the header's length is 3, the file has 10 bytes"],
    ["a header much longer than the file", Uint8Array.from({ 0: 0x39, 1: 0x30, length: 100 }), "the header's length is 12345, the file has 100 bytes"],
    ["the longest header that may be", lengthed(100_000_000n), "the header's length is 100000000, the file has 10 bytes"],
    ["a header too long", lengthed(100_000_001n), 'it begins with "\\u0001��\\u0005\\u0000\\u0000\\u0000\\u0000", so the header\'s length is 100000001, 100000000 is the most'],
    ["a length beyond 2^53", huge, 'it begins with "��������", so the header\'s length is 18446744073709551615, 100000000 is the most'],
    ["JSON", new TextEncoder().encode('{"lr": 0.1}'), String.raw`it begins with "{\"lr\": 0", so the header's length is 3467835632698270331, 100000000 is the most`],
    ["HTML", new TextEncoder().encode("\n\n<html>\n"), String.raw`it begins with "\n\n<html>", so the header's length is 4498090474568681994, 100000000 is the most`],
    ["an empty header", new Uint8Array(8), "character 0 of the header is missing, expected '{'"],
    ["bytes that are no UTF-8", fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), "the header is not UTF-8"],
    ["a surrogate in UTF-8", fileOf(Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d)), "the header is not UTF-8"],
    ["a byte order mark", fileOf("\ufeff{}"), 'character 0 of the header is "\ufeff", expected \'{\''],
    ["a space before", fileOf(" {}"), "character 0 of the header is \" \", expected '{'"],
    ["an array", fileOf("[]"), "character 0 of the header is \"[\", expected '{'"],
    ["a header without end", fileOf(`{${a}`, 4), "character 53 of the header is missing, expected '}'"],
    ["something after the header's end", fileOf("{} x"), 'character 3 of the header is "x", expected a space, up to the data'],
    ["zeros after the header's end", fileOf("{}\0"), 'character 2 of the header is "\\u0000", expected a space, up to the data'],
    ["a comma too many", fileOf(`{${a},}`, 4), "character 54 of the header is \"}\", expected '\"'"],
    ["no comma", fileOf(`{${a}${a}}`, 4), "character 53 of the header is \"\\\"\", expected '}'"],
    ["no colon", fileOf('{"a" {}}'), "character 5 of the header is \"{\", expected ':'"],
    ["no quotes", fileOf("{a:{}}"), "character 1 of the header is \"a\", expected '\"'"],
    ["a string without end", fileOf('{"a'), "character 3 of the header is missing, expected '\"'"],
    ["a string that ends in a backslash", fileOf('{"a\\'), "character 5 of the header is missing, expected '\"'"],
    ["a line feed in a string", fileOf('{"a\n":1}'), 'character 1 of the header is "\\"", expected a JSON string of whole characters'],
    ["an unknown escape", fileOf(String.raw`{"\x":1}`), 'character 1 of the header is "\\"", expected a JSON string of whole characters'],
    ["half a character, escaped", fileOf(String.raw`{"\ud800":{}}`), 'character 1 of the header is "\\"", expected a JSON string of whole characters'],
    ["a tensor that is null", fileOf('{"a":null}'), "character 5 of the header is \"n\", expected '{'"],
    ["a tensor that is an array", fileOf('{"a":["F32",[1],[0,4]]}', 4), "character 5 of the header is \"[\", expected '{'"],
    ["a deep nest of arrays", fileOf(`{"a":${"[".repeat(1e6)}`), "character 5 of the header is \"[\", expected '{'"],
    ["a deep nest of objects", fileOf('{"a":'.repeat(1e6)), 'tensor "a" has "a", which no tensor has'],
    ["a deep nest in a shape", fileOf(`{"a":{"shape":${"[".repeat(1e6)}`), 'character 15 of the header is "[", expected a whole number ≥ 0'],
    ["two tensors of one name", fileOf(`{${a},${a}}`, 4), 'the header has "a" twice'],
    ["two of one name, one escaped", fileOf(`{${a},${a.replace('"a"', String.raw`"\u0061"`)}}`, 4), 'the header has "a" twice'],
    ["two of the name __proto__", fileOf(`{${a.replace('"a"', '"__proto__"')},${a.replace('"a"', '"__proto__"')}}`, 4), 'the header has "__proto__" twice'],
    ["metadata twice", fileOf('{"__metadata__":{},"__metadata__":{}}'), 'the header has "__metadata__" twice'],
    ["one name twice in the metadata", fileOf(String.raw`{"__metadata__":{"a":"1","\u0061":"1"}}`), '__metadata__ has "a" twice'],
    ["one field twice", fileOf(`{"a":{${unit},"data_offsets":[0,4],"dtype":"F32"}}`, 4), 'tensor "a" has "dtype" twice'],
    ["metadata that is null", fileOf('{"__metadata__":null}'), "character 16 of the header is \"n\", expected '{'"],
    ["metadata that is a number", fileOf('{"__metadata__":{"a":1}}'), "character 21 of the header is \"1\", expected '\"'"],
    ["a tensor named __metadata__", fileOf(`{"__metadata__":{${unit},"data_offsets":[0,4]}}`, 4), "character 39 of the header is \"[\", expected '\"'"],
    ["an unknown field", fileOf(`{"a":{${unit},"data_offsets":[0,4],"x":1}}`, 4), 'tensor "a" has "x", which no tensor has'],
    ["no fields", fileOf('{"a":{}}'), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    ["no dtype", fileOf('{"a":{"shape":[1],"data_offsets":[0,4]}}', 4), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    ["no shape", fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    ["no offsets", fileOf(`{"a":{${unit}}}`, 4), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    ["one offset", fileOf(`{"a":{${unit},"data_offsets":[4]}}`, 4), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    ["three offsets", fileOf(`{"a":{${unit},"data_offsets":[0,4,4]}}`, 4), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    ["a name of many letters", fileOf(`{"${long}":{}}`), `tensor "${"x".repeat(99)}…" needs a dtype, a shape and two data_offsets`],
    ["a dtype that is a number", fileOf('{"a":{"dtype":32}}'), "character 14 of the header is \"3\", expected '\"'"],
    ["a shape that is a number", fileOf('{"a":{"shape":1}}'), "character 14 of the header is \"1\", expected '['"],
    ["a length that is a string", fileOf('{"a":{"shape":["1"]}}'), 'character 15 of the header is "\\"", expected a whole number ≥ 0'],
    ["a length below 0", fileOf('{"a":{"shape":[-1]}}'), 'character 15 of the header is "-", expected a whole number ≥ 0'],
    ["a length of one and a half", fileOf('{"a":{"shape":[1.5]}}'), "character 16 of the header is \".\", expected ']'"],
    ["a length that rounds to one", fileOf('{"a":{"shape":[1,0.99999999999999999999]}}'), "character 18 of the header is \".\", expected ']'"],
    ["a length with an exponent", fileOf('{"a":{"shape":[1e0]}}'), "character 16 of the header is \"e\", expected ']'"],
    ["a length with a leading 0", fileOf('{"a":{"shape":[01]}}'), "character 16 of the header is \"1\", expected ']'"],
    ["a length beyond 2^53", fileOf('{"a":{"shape":[9007199254740993]}}'), 'character 15 of the header is "9", expected a whole number ≥ 0'],
    ["a length of many digits", fileOf(`{"a":{"shape":[${"9".repeat(400)}]}}`), 'character 15 of the header is "9", expected a whole number ≥ 0'],
    ["a product beyond 2^53", fileOf('{"a":{"dtype":"F32","shape":[94906267,94906267],"data_offsets":[0,4]}}', 4), `tensor "a" has the bytes from 0 to 4, its shape takes ${4 * 94906267 * 94906267}`],
    ["too few bytes", fileOf('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}', 4), 'tensor "a" has the bytes from 0 to 4, its shape takes 8'],
    ["too many bytes", fileOf('{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}', 8), 'tensor "a" has the bytes from 0 to 8, its shape takes 4'],
    ["an end before the beginning", fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 4), 'tensor "a" has the bytes from 4 to 0, its shape takes 4'],
    ["a hole at the beginning", fileOf(`{"a":{${unit},"data_offsets":[4,8]}}`, 8), 'tensor "a" begins at 4, the data before it ends at 0'],
    ["a hole between", fileOf(`{${a},"b":{${unit},"data_offsets":[8,12]}}`, 12), 'tensor "b" begins at 8, the data before it ends at 4'],
    ["a hole at the end", fileOf(`{${a}}`, 5), "the tensors have 4 bytes, the file has 5 for them"],
    ["data without tensors", fileOf("{}", 1), "the tensors have 0 bytes, the file has 1 for them"],
    ["an overlap", fileOf(`{"b":{${unit},"data_offsets":[2,6]},${a}}`, 6), 'tensor "b" begins at 2, the data before it ends at 4'],
    ["one place of two tensors", fileOf(`{${a},"b":{${unit},"data_offsets":[0,4]}}`, 4), 'tensor "b" begins at 0, the data before it ends at 4'],
    ["an empty tensor within another", fileOf(`{"b":{"dtype":"F32","shape":[0],"data_offsets":[2,2]},${a}}`, 4), 'tensor "b" begins at 2, the data before it ends at 4'],
    ["data cut off", fileOf(`{${a}}`, 3), "the tensors have 4 bytes, the file has 3 for them"],
    ["a length of far more than the file", fileOf('{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}', 4), "the tensors have 4000000000000 bytes, the file has 4 for them"],
  ])("%s", (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(new RangeError(`not a safetensors file: ${message}`));
  });

  it.each([
    ["undefined", undefined],
    ['"{}"', "{}"],
    ["5", 5],
    [`"${"x".repeat(99)}…"`, "x".repeat(1e6)],
    ["Array", [1]],
    ["ArrayBuffer", new ArrayBuffer(8)],
    ["DataView", new DataView(new ArrayBuffer(8))],
    ["Uint8ClampedArray", new Uint8ClampedArray(8)],
    ["Object", { [Symbol.toStringTag]: "Object", length: 8 }],
  ])("%s", (got, value) => {
    expect(() => decode(value)).toThrow(new TypeError(`a safetensors file must be a Uint8Array, got ${got}`));
  });

  it.each(["F16", "U8", "f32", ""])("or one of dtype %j, which cannot be read", (dtype) => {
    const bytes = fileOf(`{"a":{"dtype":"${dtype}","shape":[1],"data_offsets":[0,4]}}`, 4);
    expect(() => decode(bytes)).toThrow(new RangeError(`tensor "a" has dtype "${dtype}", F32 and F64 can be read`));
  });
});

it("a damaged file is refused by an error that says why, or is another file", () => {
  const files = [...fixture.written, ...fixture.read].map(({ base64 }) => bytesOf(base64));
  let refused = 0;
  const seeds = 5_000;
  for (let seed = 0; seed < seeds; seed++) {
    const damaged = mutate(files[seed % files.length], generator(seed));
    const before = damaged.slice();
    try {
      const { tensors, metadata } = decodeOr(damaged, () => refused++) ?? {};
      if (tensors !== undefined && metadata !== undefined) expectHolds(encode(tensors, Object.fromEntries(metadata)), [...tensors], [...metadata]);
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
    expect((error as Error).message).toMatch(/^not a safetensors file: [^]{9,1400}$|^tensor "[^]*" has dtype [^]*, F32 and F64 can be read$/);
    onRefused();
    return undefined;
  }
}

/** The tensors in any order, the metadata too. */
function expectHolds(bytes: Uint8Array, tensors: Tensors, metadata: [string, string][]): void {
  const contents = decode(bytes);
  expect([...contents.tensors.keys()].toSorted()).toEqual(tensors.map(([name]) => name).toSorted());
  for (const [name, values] of tensors) {
    const read = contents.tensors.get(name)!;
    expect(read.BYTES_PER_ELEMENT).toBe(values.BYTES_PER_ELEMENT);
    expectSameBits(read, values, name);
  }
  expect(contents.metadata).toEqual(new Map(metadata));
}

function fileOf(header: string | Uint8Array, dataLength = 0): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataLength);
  bytes.set(text, 8);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  return bytes;
}

function lengthed(length: bigint): Uint8Array {
  const bytes = fileOf("{}");
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

function headerOf(bytes: Uint8Array): { start: number; json: Record<string, { data_offsets: number[] }> } {
  const start = 8 + new DataView(bytes.buffer).getUint32(0, true);
  return { start, json: JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

function tensorsOf(rows: Case["tensors"]): Tensors {
  return rows.map(([name, dtype, values]) => [name, new (dtype === "F32" ? Float32Array : Float64Array)(values.map(Number))]);
}
