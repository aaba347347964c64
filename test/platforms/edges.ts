import type { Check } from "./check.js";

export const edges: readonly Check[] = [];
