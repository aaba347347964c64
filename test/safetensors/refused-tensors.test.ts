import { describe, expect, it } from "vitest";
import { decodeFile as decode } from "../../src/checkpoint/safetensors.js";
import { A, fileOf, UNIT } from "./files.js";

describe("not a safetensors file:", () => {
  const long = "x".repeat(200);
  it.each<[string, Uint8Array, string]>([
    [
      "an unknown field",
      fileOf(`{"a":{${UNIT},"data_offsets":[0,4],"x":1}}`, 4),
      'tensor "a" has "x", which no tensor has',
    ],
    ["no fields", fileOf('{"a":{}}'), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    [
      "no dtype",
      fileOf('{"a":{"shape":[1],"data_offsets":[0,4]}}', 4),
      'tensor "a" needs a dtype, a shape and two data_offsets',
    ],
    [
      "no shape",
      fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4),
      'tensor "a" needs a dtype, a shape and two data_offsets',
    ],
    ["no offsets", fileOf(`{"a":{${UNIT}}}`, 4), 'tensor "a" needs a dtype, a shape and two data_offsets'],
    [
      "one offset",
      fileOf(`{"a":{${UNIT},"data_offsets":[4]}}`, 4),
      'tensor "a" needs a dtype, a shape and two data_offsets',
    ],
    [
      "three offsets",
      fileOf(`{"a":{${UNIT},"data_offsets":[0,4,4]}}`, 4),
      'tensor "a" needs a dtype, a shape and two data_offsets',
    ],
    [
      "a name of many letters",
      fileOf(`{"${long}":{}}`),
      `tensor "${"x".repeat(99)}…" needs a dtype, a shape and two data_offsets`,
    ],
    ["a dtype that is a number", fileOf('{"a":{"dtype":32}}'), 'character 14 of the header is "3", expected \'"\''],
    ["a shape that is a number", fileOf('{"a":{"shape":1}}'), "character 14 of the header is \"1\", expected '['"],
    [
      "a length that is a string",
      fileOf('{"a":{"shape":["1"]}}'),
      'character 15 of the header is "\\"", expected a whole number ≥ 0',
    ],
    [
      "a length below 0",
      fileOf('{"a":{"shape":[-1]}}'),
      'character 15 of the header is "-", expected a whole number ≥ 0',
    ],
    [
      "a length of one and a half",
      fileOf('{"a":{"shape":[1.5]}}'),
      "character 16 of the header is \".\", expected ']'",
    ],
    [
      "a length that rounds to one",
      fileOf('{"a":{"shape":[1,0.99999999999999999999]}}'),
      "character 18 of the header is \".\", expected ']'",
    ],
    ["a length with an exponent", fileOf('{"a":{"shape":[1e0]}}'), "character 16 of the header is \"e\", expected ']'"],
    ["a length with a leading 0", fileOf('{"a":{"shape":[01]}}'), "character 16 of the header is \"1\", expected ']'"],
    [
      "a length beyond 2^53",
      fileOf('{"a":{"shape":[9007199254740993]}}'),
      'character 15 of the header is "9", expected a whole number ≥ 0',
    ],
    [
      "a length of many digits",
      fileOf(`{"a":{"shape":[${"9".repeat(400)}]}}`),
      'character 15 of the header is "9", expected a whole number ≥ 0',
    ],
    [
      "a product beyond 2^53",
      fileOf('{"a":{"dtype":"F32","shape":[94906267,94906267],"data_offsets":[0,4]}}', 4),
      `tensor "a" has the bytes from 0 to 4, its shape takes ${4 * 94906267 * 94906267}`,
    ],
    [
      "too few bytes",
      fileOf('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}', 4),
      'tensor "a" has the bytes from 0 to 4, its shape takes 8',
    ],
    [
      "too many bytes",
      fileOf('{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}', 8),
      'tensor "a" has the bytes from 0 to 8, its shape takes 4',
    ],
    [
      "an end before the beginning",
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 4),
      'tensor "a" has the bytes from 4 to 0, its shape takes 4',
    ],
    [
      "a hole at the beginning",
      fileOf(`{"a":{${UNIT},"data_offsets":[4,8]}}`, 8),
      'tensor "a" begins at 4, the data before it ends at 0',
    ],
    [
      "a hole between",
      fileOf(`{${A},"b":{${UNIT},"data_offsets":[8,12]}}`, 12),
      'tensor "b" begins at 8, the data before it ends at 4',
    ],
    ["a hole at the end", fileOf(`{${A}}`, 5), "the tensors have 4 bytes, the file has 5 for them"],
    ["data without tensors", fileOf("{}", 1), "the tensors have 0 bytes, the file has 1 for them"],
    [
      "an overlap",
      fileOf(`{"b":{${UNIT},"data_offsets":[2,6]},${A}}`, 6),
      'tensor "b" begins at 2, the data before it ends at 4',
    ],
    [
      "one place of two tensors",
      fileOf(`{${A},"b":{${UNIT},"data_offsets":[0,4]}}`, 4),
      'tensor "b" begins at 0, the data before it ends at 4',
    ],
    [
      "an empty tensor within another",
      fileOf(`{"b":{"dtype":"F32","shape":[0],"data_offsets":[2,2]},${A}}`, 4),
      'tensor "b" begins at 2, the data before it ends at 4',
    ],
    ["data cut off", fileOf(`{${A}}`, 3), "the tensors have 4 bytes, the file has 3 for them"],
    [
      "a length of far more than the file",
      fileOf('{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}', 4),
      "the tensors have 4000000000000 bytes, the file has 4 for them",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(new RangeError(`not a safetensors file: ${message}`));
  });

  it.each(["F16", "U8", "f32", ""])("or one of dtype %j, which cannot be read", (dtype) => {
    const bytes = fileOf(`{"a":{"dtype":"${dtype}","shape":[1],"data_offsets":[0,4]}}`, 4);
    expect(() => decode(bytes)).toThrow(new RangeError(`tensor "a" has dtype "${dtype}", F32 and F64 can be read`));
  });
});
