import { describe, expect, it } from "vitest";
import { HARMLESS, TORCH, WRITTEN } from "../../src/torch/names.js";
import { cases, classes, dictOf, others } from "./fixture.js";

const keysOf = (objects: readonly object[]) => [...new Set(objects.flatMap((each) => Object.keys(each)))].toSorted();

describe.each(Object.entries(TORCH))("%s", (title, torch) => {
  const own = cases
    .filter(({ ours }) => ours.some(({ optimizer }) => optimizer === title))
    .map(({ dict }) => dictOf(dict));
  const groups = own.flatMap(({ param_groups: list }) => list);

  it("has each name that PyTorch writes, and no other", () => {
    const named = [...Object.values(torch.options).map((path) => path.split(".")[0]), ...Object.keys(torch.also)];
    const decay = [torch.undecayed ? [] : "weight_decay", torch.decouples ? "decoupled_weight_decay" : []].flat();
    const known = keysOf(groups).filter((key) => !HARMLESS.has(key));
    const maximize = torch.minimizes ? [] : ["maximize"];
    expect(known).toEqual([...new Set([...named, ...decay, ...maximize])].toSorted());
    const slots = keysOf(own.flatMap(({ state }) => Object.values(state))).filter((key) => key !== "step");
    expect(slots).toEqual([...Object.values(torch.slots), ...Object.values(torch.carried ?? {})].toSorted());
  });

  it("is a class here, and its options are", () => {
    const optimizer = new classes[title as keyof typeof classes]();
    const given = [...Object.keys(torch.options), ...Object.keys(torch.meant)];
    for (const name of given) expect(() => optimizer.set({ [name]: undefined } as object)).not.toThrow();
    expect(() => optimizer.set({ none: undefined } as object)).toThrow('unknown option "none"');
  });

  it("is one of the classes of PyTorch's dicts", () => {
    expect(cases.map(({ torch: name }) => name)).toContain(torch.title);
  });
});

it("what changes no step is in PyTorch's dicts, but for a name that people give their groups", () => {
  const groups = [...cases, ...others].flatMap(({ dict }) => dictOf(dict).param_groups);
  const momentum = ["base_momentum", "max_momentum"];
  expect(keysOf(groups)).toEqual(
    expect.arrayContaining([...HARMLESS, ...WRITTEN].filter((key) => key !== "name" && !momentum.includes(key))),
  );
  expect(keysOf(groups)).toEqual(expect.arrayContaining(momentum));
});
