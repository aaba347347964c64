import { describe, it } from "vitest";
import { A, expectHolds, fileOf, UNIT, type Tensors } from "./files.js";

describe("right, if unusual:", () => {
  it.each<[string, Uint8Array, Tensors, [string, string][]]>([
    [
      "white space between everything",
      fileOf(
        '{ "a" :\t{ "shape" : [ 1 , 1 ] ,\r\n "data_offsets" : [ 0 , 4 ] , "dtype" : "F32" } , "__metadata__" : { } }\n ',
        4,
      ),
      [["a", Float32Array.of(0)]],
      [],
    ],
    ["a header of an odd length", fileOf(`{${A}}`, 4), [["a", Float32Array.of(0)]], []],
    [
      "data in another order than the header",
      fileOf(`{"b":{${UNIT},"data_offsets":[4,8]},"c":{"dtype":"F64","shape":[],"data_offsets":[8,16]},${A}}`, 16),
      [
        ["a", Float32Array.of(0)],
        ["b", Float32Array.of(0)],
        ["c", Float64Array.of(0)],
      ],
      [],
    ],
    [
      "float64 that is not aligned",
      fileOf(`{${A},"b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}`, 12),
      [
        ["a", Float32Array.of(0)],
        ["b", Float64Array.of(0)],
      ],
      [],
    ],
    [
      "empty tensors at the ends and between",
      fileOf(
        `{${A},"b":{"dtype":"F64","shape":[0],"data_offsets":[4,4]},"c":{"dtype":"F64","shape":[3,0],"data_offsets":[0,0]}}`,
        4,
      ),
      [
        ["c", new Float64Array()],
        ["a", Float32Array.of(0)],
        ["b", new Float64Array()],
      ],
      [],
    ],
    ["escapes", fileOf(String.raw`{"__metadata__":{"\u0061\"\\\/":"\ud834\udd1e"}}`), [], [['a"\\/', "𝄞"]]],
    [
      "one name as tensor, field and metadata",
      fileOf(`{"dtype":{${UNIT},"data_offsets":[0,4]},"__metadata__":{"dtype":"dtype"}}`, 4),
      [["dtype", Float32Array.of(0)]],
      [["dtype", "dtype"]],
    ],
  ])("%s", (_, bytes, tensors, metadata) => {
    expectHolds(bytes, tensors, metadata);
  });
});
