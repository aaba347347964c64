import { readFileSync } from "node:fs";
import { instantiateSync } from "@assemblyscript/loader";
import { describe, expect, it } from "vitest";
import { internals } from "../src/internals.js";
import { catalog } from "./catalog.js";
import { expectSameBits } from "./support.js";

const rules = catalog.filter(({ rule }) => rule === undefined);
const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });

/** The exports of a module that the build made. */
function exportsOf(folder: string, name: string): Record<string, unknown> {
  const bytes = readFileSync(new URL(`../build/${folder}/${name}.wasm`, import.meta.url));
  return instantiateSync(bytes, { env: { memory } }).instance.exports;
}

/** The text of a rule; of one in two phases that of the second, which moves the parameter. */
function textOf(name: string): string {
  return readFileSync(new URL(`../assembly/${name}.ts`, import.meta.url), "utf8")
    .split(/^export function /m)
    .at(-1)!;
}

it.each(["f32", "f64"])("each row of the catalog has a module with its kernels, in %s", (folder) => {
  for (const { name } of rules) {
    const names = Object.keys(exportsOf(folder, name)).filter((each) => each !== "scaled");
    expect(names.toSorted(), name).toEqual(["full", "plain"]);
  }
});

it("a rule with sums has a module of its first phase", () => {
  for (const { name } of rules.filter(({ sums }) => sums))
    for (const folder of ["f32", "f64"])
      expect(Object.keys(exportsOf(folder, `${name}-sums`)).toSorted()).toEqual(["full", "plain"]);
});

it.each(["accumulate", "rows", "squares"])("what is not a rule has a module: %s", (name) => {
  const source = readFileSync(new URL(`../assembly/passes/${name}.ts`, import.meta.url), "utf8");
  const exported = [...source.matchAll(/export function (\w+)/g)].map(([, each]) => each);
  for (const folder of ["f32", "f64"])
    expect(Object.keys(exportsOf(folder, name)).toSorted()).toEqual(exported.toSorted());
});

it("the rules without a division, and no others, have a kernel for scale and decay of its own", () => {
  for (const { name } of rules) {
    const rule = textOf(name).replaceAll(/\/\/.*/g, "");
    expect("scaled" in exportsOf("f32", name), name).toBe(!/\/|sqrt/.test(rule));
  }
});

const kernels = rules.flatMap(({ name, create }) =>
  (["f32", "f64"] as const).flatMap((folder) =>
    Object.keys(exportsOf(folder, name)).map((kernel) => ({
      name,
      slots: create()[internals].kernels.slots,
      folder,
      kernel,
      Floats: folder === "f32" ? Float32Array : Float64Array,
    })),
  ),
);

describe.each(kernels)("$name $folder $kernel", ({ name, slots, folder, kernel: which, Floats }) => {
  const kernel = exportsOf(folder, name)[which] as (...ranges: number[]) => void;
  const heap = new Floats(memory.buffer);
  const lanes = 16 / Floats.BYTES_PER_ELEMENT;
  const length = 64;
  /** Begins of params, grads and slots, each followed by a gap; then the average and the scalars. */
  const arrays = Array.from({ length: 3 + slots.length }, (_, k) => 64 + k * (length + 16));
  const scalars = 16;

  function run(ranges: readonly (readonly [begin: number, count: number])[]): number[] {
    // What is kept is small, so that a maximum of it and of what comes is another.
    const kept = (i: number) => i >= arrays[2] && i < arrays[arrays.length - 1];
    heap.forEach((_, i) => (heap[i] = (((i * 37) % 1009) / 1009 + 0.25) * (kept(i) ? 2 ** -10 : 1)));
    for (const [begin, count] of ranges) {
      const positions = arrays.map((array) => (array + begin) * Floats.BYTES_PER_ELEMENT);
      kernel(...positions, count, scalars * Floats.BYTES_PER_ELEMENT);
    }
    return Array.from(heap.subarray(0, arrays[arrays.length - 1] + length + 16));
  }

  it("does the same in parts as in one range", () => {
    const whole = run([[0, length]]);
    for (let cut = lanes; cut < length; cut += lanes) {
      expectSameBits(
        run([
          [0, cut],
          [cut, length - cut],
        ]),
        whole,
        `cut at ${cut}`,
      );
    }
  });

  it.each([0, 1, 5, 8, 13, 16, 33])(
    "writes %s elements and the rest of their last vector, and nothing else",
    (count) => {
      const before = run([]);
      const after = run([[0, count]]);
      const end = Math.ceil(count / lanes) * lanes;
      const assigned = (slot: string | undefined) =>
        slot === undefined || RegExp(`^ *${slot} .?=`, "m").test(textOf(name));
      const written = arrays.filter(
        (_, k) => k !== 1 && assigned(slots[k - 2]) && (which === "full" || k < arrays.length - 1),
      );
      after.forEach((value, i) => {
        const inside = written.some((array) => i >= array && i < array + end);
        expect(value !== before[i], `heap[${i}]`).toBe(inside);
      });
    },
  );
});
