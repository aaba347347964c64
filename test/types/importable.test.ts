import { expect, it } from "vitest";
import { entries, namedBy, publicPlaces } from "./declarations.js";

const places = publicPlaces();

it("the declarations of each entry are read", () => {
  expect(entries().map(([entry]) => entry)).toContain("./checkpoint");
  for (const name of ["optimizer.d.ts#Optimizer", "optimizers/adam.d.ts#Adam", "schedules/warmup.d.ts#WarmupOptions"]) {
    expect([...places]).toContain(`dist/${name}`);
  }
  expect(namedBy("dist/optimizers/adam.d.ts#Adam")).toContain("dist/options/specs.d.ts#ChoiceSpec");
});

it.each([...places])("each type that %s names can be imported", (place) => {
  expect(namedBy(place).filter((named) => !places.has(named))).toEqual([]);
});
