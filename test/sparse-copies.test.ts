import { describe, expect, it } from "vitest";
import { SGD, sparseRows } from "../src/index.js";

/** Arrays that hand out themselves where a copy is asked for. */
class Rows extends Int32Array<ArrayBuffer> {
  override slice(): this {
    return this;
  }
}
class Singles extends Float32Array<ArrayBuffer> {
  override slice(): this {
    return this;
  }
}
class Doubles extends Float64Array<ArrayBuffer> {
  override slice(): this {
    return this;
  }
}

describe("sparseRows keeps a copy", () => {
  const HEIGHT = 300;
  const counted = Array.from({ length: HEIGHT }, (_, k) => k);

  it.each([
    ["typed arrays", Int32Array, Float32Array],
    ["arrays of classes of the caller's own, float32", Rows, Singles],
    ["arrays of classes of the caller's own, float64", Rows, Doubles],
  ])("of %s", (_, Which, Values) => {
    for (const height of [3, HEIGHT]) {
      const rows = Which.from(counted.slice(0, height));
      const values = Values.from(counted.slice(0, height));
      const grad = sparseRows(rows, values);
      rows.fill(-113);
      values.fill(NaN);
      const E = new Float64Array(height);
      new SGD({ lr: 1 }).update({ E }, { E: grad });
      expect([...E]).toEqual(counted.slice(0, height).map((k) => 0 - k));
    }
  });

  it("of what it has looked at: a list that gives another row the second time", () => {
    const rows = [0];
    let asked = 0;
    Object.defineProperty(rows, 0, { get: () => (asked++ === 0 ? 1 : -113), enumerable: true });
    const E = [5, 6];
    new SGD({ lr: 1 }).update({ E }, { E: sparseRows(rows, [2]) });
    expect(E).toEqual([5, 4]);
  });

  it("and refuses what holds no numbers, of any length", () => {
    for (const length of [1, HEIGHT])
      expect(() => sparseRows(new BigInt64Array(length) as never, [1])).toThrow(
        new TypeError("rows[0] must be a number, got 0n"),
      );
  });
});
