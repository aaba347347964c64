import type { Check } from "../check.js";
import { chromiumMissing } from "./chromium.js";

export const example: Check = {
  name: "Chromium, examples/browser",
  missing: chromiumMissing,
  run: async () => {
    throw new Error("not written yet");
  },
};
