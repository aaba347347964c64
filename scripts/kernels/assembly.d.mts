import type { RuleText } from "./rule.mjs";

export function writeAssembly(rule: RuleText): string;
