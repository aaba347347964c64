import { describe, expect, it } from "vitest";
import { ReduceOnPlateau, type Optimizer, type ParamMap } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { loadStateDict, stateDict, type StateDict } from "../src/torch/index.js";
import { decodeFile as decode, encodeFile as encode } from "../src/checkpoint/safetensors.js";
import { catalog, ofTorch } from "./catalog.js";
import { mutate } from "./mutations/files.js";
import { mutateJson } from "./mutations/json.js";
import { generator, seedOf } from "./support.js";

/** Damaged files for each row and setting, and damaged dicts for each row: over 100,000 in all. */
const FILES = 2_000;
const DICTS = 1_000;
const SEED = seedOf();

const settings: { title: string; options: () => Record<string, unknown> }[] = [
  { title: "without options", options: () => ({}) },
  {
    title: "with all options",
    options: () => ({
      lr: new ReduceOnPlateau({ initValue: 0.1 }),
      weightDecay: (iteration: number) => 0.1 / (1 + iteration),
      clipNorm: 1,
      accumulate: 2,
      emaDecay: 0.9,
      nonFinite: "skip",
      groups: [{ match: /b/, lr: new ReduceOnPlateau({ initValue: 0.5 }), l2: 0.1 }],
    }),
  },
];

describe.each(catalog)("$name", (row) => {
  it.each(settings)(
    `takes or refuses ${FILES} damaged files and is as before (SEED=${SEED}): $title`,
    ({ options }) => {
      const random = generator(SEED);
      const create = () => row.create(options());
      const file = save(trained(create(), 3));
      let [trainedOne, fresh] = [trained(create(), 2), create()];
      const [kept, none] = [save(trainedOne), save(fresh)];
      let taken = 0;
      for (let k = 0; k < FILES; k++) {
        const bytes = k % 2 === 0 ? mutate(file, random) : remark(file, random);
        const optimizer = k % 5 === 0 ? fresh : trainedOne;
        try {
          // In one, or as it comes in from elsewhere; now and then what fits of it.
          load(optimizer, k % 3 === 0 ? bytes : pieces(bytes, random), { partial: k % 7 === 0 });
        } catch (error) {
          requireNamed(error as Error, k);
          requireSame(save(optimizer), optimizer === fresh ? none : kept, k);
          continue;
        }
        taken++;
        requireUsable(optimizer, k);
        if (optimizer === fresh) fresh = create();
        else trainedOne = trained(create(), 2);
      }
      expect(taken).toBeGreaterThan(FILES / 100);
      expect(taken).toBeLessThan(FILES / 2);
    },
  );

  if (ofTorch.includes(row))
    it(`takes or refuses ${DICTS} damaged state dicts and is as before (SEED=${SEED})`, () => {
      const random = generator(SEED);
      const create = () => trained(row.create({ groups: [{ match: /b/, l2: 0.1 }] }), 2);
      // Lists for arrays, which become arrays of the parameters' types.
      const text = JSON.stringify(stateDict(trained(create(), 3), { approximate: true }), (_, value: unknown) =>
        ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
      );
      let optimizer = create();
      const kept = save(optimizer);
      for (let k = 0; k < DICTS; k++) {
        const dict = JSON.parse(mutateJson(text, random)) as StateDict;
        try {
          loadStateDict(optimizer, dict);
        } catch (error) {
          requireNamed(error as Error, k);
          requireSame(save(optimizer), kept, k);
          continue;
        }
        requireUsable(optimizer, k);
        optimizer = create();
      }
    });
});

function problem(): ParamMap {
  return { W: new Float32Array([1, 2, 3, 4, 5]), b: [1, -2], ["__proto__"]: [1] };
}

function trained(optimizer: Optimizer, calls: number): Optimizer {
  const params = problem();
  for (let call = 0; call < calls; call++) optimizer.update(params, problem() as never);
  return optimizer;
}

/** Metadata that is well-formed, and says something else. */
function remark(file: Uint8Array, random: () => number): Uint8Array {
  const { tensors, metadata } = decode(file);
  const entries = [...metadata];
  const at = Math.floor(random() * entries.length);
  entries[at] = [entries[at][0], mutateJson(entries[at][1], random)];
  try {
    return encode(tensors, Object.fromEntries(entries));
  } catch {
    // Half a character.
    return remark(file, random);
  }
}

function requireNamed(error: Error, k: number): void {
  const own = !/^(Cannot|Invalid|undefined|null)|is not (a function|iterable|a constructor|defined)|call stack/.test(
    error.message,
  );
  if ((error instanceof TypeError || error instanceof RangeError) && own && error.message.includes(" ")) return;
  throw new Error(`file ${k}: ${error.name}: ${error.message}`, { cause: error });
}

function requireSame(actual: Uint8Array, expected: Uint8Array, k: number): void {
  if (!Buffer.from(actual.buffer).equals(expected))
    throw new Error(`file ${k}: refused, and the optimizer has changed`);
}

/** One after the other, of any lengths. */
function* pieces(bytes: Uint8Array, random: () => number): Generator<Uint8Array> {
  for (let at = 0, count = 0; at < bytes.length; at += count) {
    count = Math.ceil(random() ** 3 * bytes.length);
    yield bytes.subarray(at, at + count);
  }
}

/** It makes steps, and what it saves is read again. */
function requireUsable(optimizer: Optimizer, k: number): void {
  const { iterations } = optimizer;
  const known = JSON.parse(decode(save(optimizer)).metadata.get("parameters") as string) as Record<
    string,
    [string, number]
  >;
  const kept = Object.entries(known).map(([name, [type, length]]): [string, ParamMap[string]] => [
    name,
    type === "F32" ? new Float32Array(length) : Array.from({ length }, () => 0),
  ]);
  const params = { ...Object.fromEntries(kept), b9: [1], c9: new Float32Array(2) };
  // What has gathered for the next step must be there when it comes.
  const still = Object.fromEntries(kept.map(([name]) => [name, null]));
  for (let call = 0; call < 2; call++) optimizer.update(params, { ...still, b9: [1], c9: new Float32Array(2) });
  if (optimizer.iterations <= iterations) throw new Error(`file ${k}: taken, and no step was made`);
  load(optimizer, save(optimizer));
}
