import { OWN, presets, type OwnRule } from "./presets.js";

export const PARTS = ["title", "options", "scalars", "rule"] as const;
export type Part = (typeof PARTS)[number];

/** Where a rule runs at first, and beside whom. */
const FIRST = "surface=beale&at=300&on=Momentum:lr=0.01~Adam:lr=0.1~Lion:lr=0.01";

/** The surface's setting in a URL; what is missing there is as at first. */
export function surfaceOf(query: URLSearchParams): URLSearchParams {
  return query.has("surface") ? query : new URLSearchParams([...query, ...new URLSearchParams(FIRST)]);
}

/** What came with the package, or `own`. */
export function presetLike(own: OwnRule): string {
  return Object.keys(presets).find((id) => PARTS.every((part) => presets[id][part] === own[part])) ?? OWN;
}

export function writeRule(own: OwnRule): URLSearchParams {
  const preset = presetLike(own);
  return new URLSearchParams({ preset, ...(preset === OWN ? own : {}) });
}

/** The rule in a URL; what is missing there is as in the first preset. */
export function readRule(query: URLSearchParams): OwnRule {
  const [first] = Object.values(presets);
  const preset = query.get("preset") ?? "";
  if (Object.hasOwn(presets, preset)) return presets[preset];
  if (preset !== OWN) return first;
  const part = (name: Part): string => query.get(name) ?? first[name];
  return { title: part("title"), options: part("options"), scalars: part("scalars"), rule: part("rule") };
}
