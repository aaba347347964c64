import { inspect } from "node:util";
import { expect, it } from "vitest";
import { SGD, constant } from "../../src/index.js";
import { catalog } from "../catalog.js";

it.each(catalog)("$name shows its class, options, counts and names on the console", (row) => {
  const optimizer = row.create({ clipNorm: 2, groups: [{ match: /b/, lr: 0.5 }] });
  optimizer.update({ W: new Float32Array(2), b: [1] }, { W: [1, 1], b: [1] });
  const text = inspect(optimizer, { breakLength: Infinity, compact: true });
  const { name } = optimizer.constructor;
  expect(text.startsWith(`${name} { lr: `)).toBe(true);
  for (const [option, value] of Object.entries(row.defaults)) expect(text).toContain(` ${option}: ${inspect(value)}, `);
  expect(text).toContain(" clipNorm: 2, ");
  expect(text).toContain(" groups: [ { match: /b/, lr: 0.5 } ], ");
  expect(text.endsWith(` iterations: 1, backend: '${optimizer.backend}', names: [ 'W', 'b' ] }`)).toBe(true);
});

it("shows on the console what was set, and schedules as they are", () => {
  const optimizer = new SGD();
  optimizer.lr = 0.25;
  expect(inspect({ optimizer }, { depth: 0 })).toMatch(/^\{\n? *optimizer: SGD \{\n? *lr: 0\.25,/);
  optimizer.lr = constant({ value: 1 });
  expect(inspect(optimizer)).toMatch(/^SGD \{\n? *lr: \[Function/);
});

it("is a plain object to all else", () => {
  const optimizer = new SGD();
  expect(Object.prototype.toString.call(optimizer)).toBe("[object Object]");
  expect([Object.keys(optimizer), JSON.stringify(optimizer)]).toEqual([[], "{}"]);
});
