import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type * as Checkpoint from "../../src/checkpoint/index.js";
import type * as Library from "../../src/index.js";
import type * as State from "../../src/state/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** In dist each import is a bundle with copies of what it shares with the others. */
describe.each([
  ["src", "src/index.ts", "src/checkpoint/index.ts", "src/state/index.ts"],
  ["dist", "dist/index.js", "dist/checkpoint.js", "dist/state.js"],
])("what is given for safety, and what came from a file (%s):", async (_, main, checkpoint, state) => {
  const { SGD } = (await import(join(root, main))) as typeof Library;
  const { load, save } = (await import(join(root, checkpoint))) as typeof Checkpoint;
  const { restore, snapshot } = (await import(join(root, state))) as typeof State;

  type Options = Library.OptionsOf<typeof SGD>;
  const first = { clipNorm: 1, clipValue: 2, nonFinite: "skip" } as const;
  const second = { clipNorm: 3, clipValue: 4, nonFinite: "throw" } as const;
  const shown = (optimizer: Library.Optimizer, k = 0) => snapshot(optimizer).options[k];
  const ways: [string, (optimizer: Library.Optimizer, from: Options) => unknown][] = [
    ["load", (optimizer, from) => load(optimizer, save(new SGD(from)))],
    ["restore", (optimizer, from) => restore(optimizer, snapshot(new SGD(from)))],
  ];
  const pairs = ways.flatMap(([one, begin]) => ways.map(([other, then]) => [one, other, begin, then] as const));

  it.each(pairs)("a %s is followed by the numbers of the next %s", (_one, _other, begin, then) => {
    const optimizer = new SGD();
    begin(optimizer, first);
    expect(shown(optimizer)).toMatchObject(first);
    then(optimizer, second);
    expect(shown(optimizer)).toMatchObject(second);
    then(optimizer, {});
    expect(shown(optimizer)).toMatchObject({ clipNorm: "none", clipValue: "none", nonFinite: "propagate" });
  });

  it.each(pairs)(
    "what is set after a %s stays at the next %s, also where it is the same",
    (_one, _other, begin, then) => {
      const optimizer = new SGD();
      begin(optimizer, first);
      optimizer.set({ clipNorm: 1, nonFinite: "skip" });
      then(optimizer, second);
      expect(shown(optimizer)).toMatchObject({ clipNorm: 1, nonFinite: "skip", clipValue: 4 });
    },
  );

  it.each(pairs)("a group's own, after a %s and a %s", (_one, _other, begin, then) => {
    const groups = (clipValue?: number) => ({
      groups: [{ match: /b/, ...(clipValue !== undefined && { clipValue }) }],
    });
    const optimizer = new SGD(groups());
    begin(optimizer, groups(1));
    expect(shown(optimizer, 1)).toEqual({ clipValue: 1 });
    then(optimizer, groups(2));
    expect(shown(optimizer, 1)).toEqual({ clipValue: 2 });
    optimizer.set({ clipValue: 2 }, 0);
    then(optimizer, groups());
    expect(shown(optimizer, 1)).toEqual({ clipValue: 2 });
  });

  it.each(ways)("a refused %s marks nothing", (_way, then) => {
    const optimizer = new SGD({ ...first, l2: 0 });
    expect(() => then(optimizer, { ...second, l2: () => 0 })).toThrow("l2 was a schedule in the ");
    then(optimizer, second);
    expect(shown(optimizer)).toMatchObject(first);
  });
});
