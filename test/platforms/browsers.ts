import type { Check } from "./check.js";

export const browsers: readonly Check[] = [];
