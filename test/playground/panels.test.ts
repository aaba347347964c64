import { describe, expect, it } from "vitest";
import { centred } from "../../playground/src/digits/centre.js";
import { PIXELS, SIDE, unpack } from "../../playground/src/digits/data.js";
import type { Plan } from "../../playground/src/digits/messages.js";
import { schedules, type ScheduleName } from "../../playground/src/digits/schedules.js";
import { readPlan, writePlan } from "../../playground/src/digits/setting.js";
import { Trainer } from "../../playground/src/digits/trainer.js";
import { kinds } from "../../playground/src/optimizers.js";
import { loops } from "../../playground/src/speed/loops.js";
import { panels } from "../../playground/src/panels.js";
import { en } from "../../playground/src/texts/en.js";
import { ko } from "../../playground/src/texts/ko.js";
import { generator } from "../support.js";

describe("the texts", () => {
  const braces = (text: string) => new Set(Array.from(text.matchAll(/\{\w+\}/g), ([name]) => name));

  it("are the same in both languages, with the same in their braces", () => {
    expect(Object.keys(ko).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const [key, text] of Object.entries(en)) {
      expect(text.trim(), key).not.toBe("");
      expect(braces(ko[key as keyof typeof en]), key).toEqual(braces(text));
    }
  });

  it("name every panel", () => {
    for (const { title } of panels) expect(en[title]).toBeDefined();
  });
});

describe("the training", () => {
  const random = generator(5);
  const pictures = (count: number) => ({
    images: Float32Array.from({ length: count * PIXELS }, () => (random() < 0.9 ? 0 : random())),
    labels: Uint8Array.from({ length: count }, (_, k) => k % 10),
  });
  const digits = { training: pictures(300), test: pictures(20) };
  const plan: Plan = { optimizer: "Adam", lr: 0.002, schedule: "cosine", epochs: 4, backend: "wasm", threads: 1 };
  const steps = (trainer: Trainer, count: number) => Array.from({ length: count }, () => trainer.advance().loss);

  it("goes on with the same bits from a file, and with other arithmetic", () => {
    const whole = new Trainer(digits, plan);
    const first = steps(whole, 5);
    const file = whole.save();
    const rest = steps(whole, 7);
    const again = new Trainer(digits, { ...plan, backend: "js" });
    again.load(file);
    expect(again.step).toBe(5);
    expect(steps(again, 4)).toEqual(rest.slice(0, 4));
    again.switchTo(plan);
    expect(again.backend).toBe("wasm");
    expect(steps(again, 3)).toEqual(rest.slice(4));
    expect(again.weights.W1).toEqual(whole.weights.W1);
    expect(first[0]).toBeGreaterThan(0);
  });

  it("goes on from a file by another schedule", () => {
    const whole = new Trainer(digits, plan);
    steps(whole, 2);
    const other = new Trainer(digits, { ...plan, schedule: "constant" });
    other.load(whole.save());
    expect([other.step, other.lr]).toEqual([2, 0.002]);
  });

  it.each(kinds)("takes a step and reads with $title", ({ title }) => {
    const trainer = new Trainer(digits, { ...plan, optimizer: title, lr: 0.01 });
    steps(trainer, 2);
    const { W1 } = trainer.weights;
    const before = W1.slice();
    expect(trainer.guesses()).toHaveLength(20);
    expect(W1).toEqual(before);
    expect(trainer.read(new Float32Array(PIXELS)).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6);
  });

  it.each(Object.keys(schedules) as ScheduleName[])("takes a step by the schedule %s", (schedule) => {
    const trainer = new Trainer(digits, { ...plan, schedule });
    expect(steps(trainer, 12).every(Number.isFinite)).toBe(true);
    expect(trainer.step).toBe(trainer.steps);
  });

  it("has its plan in the URL", () => {
    const other: Plan = { ...plan, optimizer: "Lion", schedule: "step", backend: "js" };
    expect(readPlan(new URLSearchParams(writePlan(other).toString()))).toEqual(other);
    expect(readPlan(new URLSearchParams("optimizer=Foo&epochs=999&schedule=toString"))).toEqual(
      readPlan(new URLSearchParams()),
    );
  });

  it("refuses packed digits of another length", () => {
    expect(() => unpack(new Uint8Array(100))).toThrow("the digits have 100 bytes");
  });
});

it("a drawing is brought into the middle, twenty cells large", () => {
  const ink = new Float32Array(PIXELS);
  for (let row = 2; row < 12; row++) ink[row * SIDE + 4] = 1;
  const found = centred(ink)!;
  const rows = Array.from(found.keys())
    .filter((k) => found[k] > 0.3)
    .map((k) => Math.floor(k / SIDE));
  expect(Math.max(...rows) - Math.min(...rows) + 1).toBeGreaterThanOrEqual(19);
  expect((Math.max(...rows) + Math.min(...rows)) / 2).toBeCloseTo(13.5, 0);
  expect(centred(new Float32Array(PIXELS))).toBeUndefined();
});

it.each(Object.entries(loops))("the loop of %s by hand does what the class does", (title, { slots, step }) => {
  const gradients = Float32Array.of(1, -2, 0.5, 0, 3e-4);
  const [p, q] = [new Float32Array(5).fill(1), new Float32Array(5).fill(1)];
  const state = Array.from({ length: slots }, () => new Float32Array(5));
  const optimizer = kinds.find((kind) => kind.title === title)!.create();
  for (let t = 1; t <= 10; t++) {
    step(p, gradients, state, t);
    optimizer.update({ q }, { q: gradients });
  }
  p.forEach((value, k) => expect(value).toBeCloseTo(q[k], 5));
});
