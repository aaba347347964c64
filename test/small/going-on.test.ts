import { describe, expect, it } from "vitest";
import { decode, load, save } from "../../src/checkpoint/index.js";
import { AdamW, Lion, Momentum, SGD, sparseRows } from "../../src/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
import { ThreadPool } from "../../src/threads/index.js";
import { BACKENDS, bitsOf, CLASSES, gradients, LENGTHS, model, SMALL, steps, type Model } from "./runs.js";

/** All that a training loop may ask for. */
const ASKED = {
  clipNorm: 0.5,
  clipValue: 0.1,
  l2: 0.01,
  weightDecay: 0.1,
  emaDecay: 0.75,
  accumulate: 2,
  maximize: true,
  groups: [{ match: ["V", "b"], weightDecay: 0, lr: 0.02, optional: true }],
};

describe.each(CLASSES)("%s", (title, create) => {
  describe.each(SMALL)("in %s", (stateType) => {
    const bitsAfter = (options: object, count = 6): unknown => {
      const [params, optimizer] = [model(1), create({ stateType, ...options })];
      steps(optimizer, params, 0, count);
      return bitsOf(params, optimizer);
    };
    const ofAllocated = (options: object): unknown => {
      const optimizer = create({ stateType, ...options });
      const { params, grads } = optimizer.allocate(model(1));
      for (let t = 0; t < 6; t++) {
        for (const [name, value] of Object.entries(gradients(t)))
          (grads as Record<string, Float32Array>)[name].set(typeof value === "number" ? [value] : value);
        optimizer.update(params, grads as never);
      }
      return bitsOf({ ...params } as unknown as Model, optimizer);
    };

    it.each([{}, ASKED])(
      "has the same bits on both backends, in own memory and in the caller's, with %j",
      (options) => {
        const expected = bitsAfter({ ...options, backend: "js" });
        expect(bitsAfter({ ...options, backend: "wasm" })).toEqual(expected);
        for (const backend of BACKENDS) expect(ofAllocated({ ...options, backend })).toEqual(expected);
      },
    );

    it("has the same bits on 1, 2 and 3 threads", async () => {
      const random = model(7).W as Float32Array;
      const W = Float32Array.from({ length: 100_003 }, (_, k) => random[k % random.length]);
      const bits = (options: object): unknown => {
        const optimizer = create({ stateType, weightDecay: 0.1, ...options });
        const { params, grads } = optimizer.allocate({ W });
        for (let t = 0; t < 3; t++) {
          grads.W.set(W.map((value) => value / (t + 1)));
          optimizer.update(params, grads);
        }
        return bitsOf(params, optimizer);
      };
      const alone = bits({ backend: "wasm" });
      for (const threads of [1, 2, 3]) {
        const pool = await ThreadPool.start({ threads });
        expect(bits({ pool })).toEqual(alone);
        pool.stop();
      }
    });

    it.each(BACKENDS)("goes on from a file and from a snapshot to the same bits, on %s", (backend) => {
      const options = { ...ASKED, stateType, backend };
      const [whole, params] = [create(options), model(1)];
      steps(whole, params, 0, 5);
      const [file, taken] = [save(whole, params), structuredClone(snapshot(whole))];
      const listed = JSON.parse(
        JSON.stringify(taken, (_, value: unknown) =>
          ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
        ),
      ) as typeof taken;
      const then = structuredClone(params);
      steps(whole, params, 5, 9);
      const expected = bitsOf(params, whole);
      const [fromFile, fromSnapshot, fromList] = [create(options), create(options), create(options)];
      load(fromFile, file);
      restore(fromSnapshot, taken);
      restore(fromList, listed);
      for (const optimizer of [fromFile, fromSnapshot, fromList]) {
        const again = structuredClone(then);
        steps(optimizer, again, 5, 9);
        expect(bitsOf(again, optimizer)).toEqual(expected);
      }
    });

    it("keeps its files small, says so in them, and is refused by another stateType", () => {
      const optimizer = create({ stateType });
      steps(optimizer, model(1), 0, 2);
      const file = save(optimizer);
      const text = new TextDecoder().decode(
        file.subarray(8, 8 + Number(new DataView(file.buffer).getBigUint64(0, true))),
      );
      const header = JSON.parse(text) as Record<string, { dtype: string; shape: number[] }>;
      const [slot] = Object.keys(optimizer.state);
      expect(header[`state.W.${slot}`]).toMatchObject({
        dtype: stateType === "int8" ? "U8" : "BF16",
        shape: [LENGTHS.W],
      });
      expect(text).toContain(`\\"stateType\\":\\"${stateType}\\"`);
      for (const other of ["float32", "bfloat16", "int8"])
        if (other !== stateType) {
          const into = create({ stateType: other });
          const message = new RangeError(`stateType is "${stateType}" in the file and "${other}" here`);
          expect(() => load(into, file)).toThrow(message);
          expect(Object.keys(into.state[slot as never])).toEqual([]);
        }
      expect(() => load(create(), save(create({ stateType })))).toThrow(RangeError);
      expect(() => decode(file)).toThrow("F32 and F64 can be read");
    });

    it("begins anew after reset, and goes on under another name and in another group", () => {
      const [params, optimizer] = [model(1), create({ ...ASKED, stateType })];
      const { params: own, grads } = optimizer.allocate({ A: model(2).W as Float32Array });
      optimizer.update(own, grads);
      optimizer.reset();
      forget(optimizer, ["A"]);
      steps(optimizer, params, 0, 4);
      const expected = create({ ...ASKED, stateType });
      const others = model(1);
      steps(expected, others, 0, 4);
      expect(bitsOf(params, optimizer)).toEqual(bitsOf(others, expected));
      const [slot] = Object.keys(optimizer.state);
      const state = (name: string): number[] => [...(optimizer.state as never)[slot][name]];
      const before = state("W");
      rename(optimizer, { W: "M", V: "W", b: "V" });
      expect(state("M")).toEqual(before);
      rename(optimizer, { V: "b", W: "V" });
      rename(optimizer, { M: "W" });
      steps(optimizer, params, 4, 6);
      steps(expected, others, 4, 6);
      expect(params).toEqual(others);
    });

    it("refuses sparse rows, other rows and PyTorch's dicts", () => {
      const optimizer = create({ stateType });
      const params = { W: new Float32Array(5000) };
      expect(() => optimizer.update(params, { W: sparseRows([1], new Float32Array(50)) })).toThrow(
        new TypeError(`grads["W"] is sparse rows: with stateType "${stateType}" give a dense gradient`),
      );
      optimizer.update(params, params);
      expect(() => takeRows(optimizer, "W", [0], { width: 50 })).toThrow("is not one number for each element");
      if (title === "Lion") return;
      const dict = stateDict(create(), { approximate: true });
      for (const give of [() => stateDict(optimizer), () => loadStateDict(optimizer, dict)])
        expect(give).toThrow(`PyTorch's state is float32, stateType of ${title} is "${stateType}" here`);
    });
  });
});

describe("what there is no small state of is refused by name", () => {
  it("bfloat16 with rules of more slots or of the parameter", () => {
    for (const [create, other] of [
      [() => new AdamW({ stateType: "bfloat16", amsgrad: true }), 'AdamW takes stateType "bfloat16" or amsgrad'],
      [() => new AdamW({ stateType: "bfloat16", cautiousDecay: true }), "or cautiousDecay"],
      [
        () => new Lion({ stateType: "bfloat16", cautiousDecay: true }),
        'Lion takes stateType "bfloat16" or cautiousDecay',
      ],
    ] as const)
      expect(create).toThrow(other);
  });

  it("but in int8 they run, with the same bits on both backends", () => {
    for (const create of [
      (options: object) => new AdamW({ stateType: "int8", amsgrad: true, ...options }),
      (options: object) => new AdamW({ stateType: "int8", cautiousDecay: true, ...options }),
      (options: object) => new Lion({ stateType: "int8", cautiousDecay: true, ...options }),
    ]) {
      const [wasm, js] = BACKENDS.map((backend) => {
        const [optimizer, params] = [create({ backend }), model(4)];
        steps(optimizer, params, 0, 5);
        return bitsOf(params, optimizer);
      });
      expect(wasm).toEqual(js);
    }
  });

  it("other words, other classes, and what is set later", () => {
    expect(() => new Momentum({ stateType: "float16" as never })).toThrow(
      'stateType must be "float32" or "bfloat16" or "int8", got "float16"',
    );
    expect(() => new SGD({ stateType: "int8" } as never)).toThrow("SGD has no stateType: take Momentum or AdamW");
    expect(() => new Lion().set({ stateType: "int8" })).toThrow("stateType is for the constructor alone");
  });
});
