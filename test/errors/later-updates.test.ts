import { expect, it } from "vitest";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, messageOf } from "../support.js";

it("compares what it should: a changed map is noticed", () => {
  const map = { a: Float32Array.of(1) };
  const before = copyOf(map);
  map.a[0] = 2;
  expect(() => expectSameMaps(map, before, "map")).toThrow("map.a: element 0");
});

it.each(catalog)("$name asks at each update of the same arrays what it asked at the first", (row) => {
  const params = () => ({ a: new Float32Array([1, 2, 3]), b: [4, 5] });
  const grads = () => ({ a: new Float32Array(3).fill(1), b: [1, 1] });
  const changes: { title: string; change(p: ReturnType<typeof params>, g: ReturnType<typeof grads>): unknown[] }[] = [
    { title: "parameters inherited", change: (p, g) => [Object.create(p), g] },
    { title: "gradients inherited", change: (p, g) => [p, Object.create(g)] },
    { title: "an array of parameters", change: (p, g) => [Object.assign([], p), g] },
    { title: "an array of gradients", change: (p, g) => [p, Object.assign([], g)] },
    { title: "a list frozen", change: (p, g) => (Object.freeze(p.b), [p, g]) },
    { title: "a list shortened", change: (p, g) => (p.b.pop(), [p, g]) },
  ];
  for (const { title, change } of changes) {
    const [p, g] = [params(), grads()];
    const optimizer = row.create();
    for (let k = 0; k < 2; k++) optimizer.update(p, g);
    const [again, given] = change(p, g) as [never, never];
    const before = JSON.stringify([p, optimizer.state]);
    const first = messageOf(() => row.create().update(again, given));
    expect(
      messageOf(() => optimizer.update(again, given)),
      title,
    ).toBe(first);
    expect(JSON.stringify([p, optimizer.state]), title).toBe(before);
  }
});

it.each(catalog)("$name follows an array into memory allocated between two updates", (row) => {
  const params = { a: new Float32Array([1, 2, 3]) };
  const grads = { a: new Float32Array([1, -1, 2]) };
  const [optimizer, plain] = [row.create(), row.create()];
  const expected = { a: params.a.slice() };
  for (let k = 0; k < 4; k++) {
    if (k === 2) optimizer.allocate(params);
    optimizer.update(params, grads);
    plain.update(expected, grads);
    expect(optimizer.state).toEqual(plain.state);
  }
  expect(params).toEqual(expected);
});
