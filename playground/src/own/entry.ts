import type { Style } from "../parts/palette.js";
import type { Entry } from "../surfaces/entries.js";
import type { OwnRule } from "./presets.js";
import { makerOf } from "./reading.js";

const STYLE: Style = { colour: 7, dash: [], mark: "diamond" };

/** A rule as it was typed, among those of the catalog; throws a Mistake. */
export function entryOf(own: OwnRule): Entry {
  const create = makerOf(own);
  const name = own.title.trim();
  return { choice: { title: name, options: {} }, name, style: STYLE, own: { create, rule: coded(own.rule) } };
}

/** The lines of a rule as the card shows code. */
function coded(rule: string): string {
  const lines = rule.split("\n").map((line) => line.replace(/\/\/.*/, "").trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => `\`${line}\``)
    .join(" ");
}
