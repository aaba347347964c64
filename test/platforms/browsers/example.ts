import { buildPlayground } from "../../../playground/build.js";
import type { Check, Outcome } from "../check.js";
import { surfaces } from "../site/surfaces.js";
import { visit } from "../site/visitor.js";
import { chromiumMissing } from "./chromium.js";

/** The surfaces of the playground, whose paths end on the bits of Node. */
export const example: Check = {
  name: "Chromium, playground",
  missing: chromiumMissing,
  async run(): Promise<Outcome> {
    await buildPlayground();
    const visitor = await visit("Chromium");
    try {
      await visitor.page.setViewport({ width: 1280, height: 900 });
      const failures = await surfaces(visitor);
      const backend = await visitor.page.$eval("body", ({ dataset }) => dataset.backend ?? "");
      const version = (await visitor.page.browser().version()).replace(/^\w+\//, "");
      return { version, backend, failures: [...failures, ...visitor.problems] };
    } finally {
      await visitor.close();
    }
  },
};
