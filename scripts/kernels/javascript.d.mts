import type { RuleText } from "./rule.mjs";

export function fileOf(rule: RuleText): string;
export function writeJavaScript(rule: RuleText, places: Readonly<Record<string, number>>): string;
