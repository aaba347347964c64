import type { Check } from "./check.js";

export const bundlers: readonly Check[] = [];
