import * as fc from "fast-check";
import { expect, it } from "vitest";
import { restore, snapshot, type Snapshot } from "../../src/state/index.js";
import { trained, type Loose } from "./halfway.js";

it("an optimizer takes all of a damaged snapshot or nothing", () => {
  const from = snapshot(trained());
  const paths = Object.entries(from).flatMap(([name, value]) =>
    typeof value === "object" ? Object.keys(value).map((inner) => [name, inner]) : [[name]],
  );
  const junk = fc.oneof(fc.constantFrom(undefined, null, -1, 0.5, "x", [], {}, new Float32Array(3)), fc.anything());
  fc.assert(
    fc.property(fc.constantFrom(...paths), junk, (path, value) => {
      const optimizer = trained({ beta1: 0.25 });
      const before = snapshot(optimizer);
      const damaged = structuredClone(from) as unknown as Loose;
      if (path.length === 1) damaged[path[0]] = value as Record<string, unknown>;
      else damaged[path[0]][path[1]] = value;
      try {
        restore(optimizer, damaged as unknown as Snapshot);
      } catch (refused) {
        expect((refused as Error).message.length).toBeLessThan(2_000);
        expect(snapshot(optimizer)).toEqual(before);
        return;
      }
      // What it says is what is here then.
      expect(snapshot(optimizer).options[0].beta1).toBe(
        (damaged.options as unknown as { beta1: number }[])[0].beta1 ?? 0.25,
      );
    }),
    { numRuns: 500 },
  );
});
