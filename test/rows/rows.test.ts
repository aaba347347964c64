import { describe, expect, it } from "vitest";
import { copied } from "../../bench/harness/isolate.js";
import { catalog } from "../catalog.js";

describe.each(catalog)("$name", (row) => {
  it.each(["textbook", "hoisted"] as const)(
    "has a %s loop that names nothing outside of it, as the bench copies it",
    (form) => {
      const o = { ...row.defaults, t: 0 };
      const state = Object.fromEntries(row.slots.map((slot) => [slot, [row.initial?.[slot] ?? 0]]));
      const [p, g] = [[1], [0.5]];
      // ADOPT's first step moves nothing.
      for (o.t = 1; o.t <= 2; o.t++) {
        row.perUpdate(o);
        copied(row[form])(o, p, g, state);
      }
      expect(p[0]).toBeLessThan(1);
    },
  );
});
