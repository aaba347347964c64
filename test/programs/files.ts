import type { Kept, Model, Param } from "./model.js";
import { refuseAny, swappedOf } from "./housekeeping.js";
import type { Refusal } from "./refusal.js";
import { Held, isSchedule, type Given, type Option, type Setting } from "./settings.js";

/** What a file has. */
export interface Saved {
  readonly counts: Pick<Model, "iterations" | "skipped" | "calls">;
  readonly kept: ReadonlyMap<string, Kept>;
  /** Of the base and each group: numbers and choices, and of schedules whether they are one, with their state. */
  readonly options: readonly Options[];
  /** The parameters' values, where they were asked for. */
  readonly params: ReadonlyMap<string, readonly number[]> | undefined;
}

type Options = Readonly<Partial<Record<Option, SavedOption>>>;
type SavedOption = number | string | boolean | { readonly state: { value: number } | undefined };

/** All of the base's options, and those that each group has of its own. */
export function save(model: Model, params: readonly Param[] | undefined): Saved {
  refuseAny(swappedOf(model, "save"));
  const { iterations, skipped, calls, kept, settings } = model;
  const given = [{ ...settings.defaults, ...settings.base }, ...settings.groups.map(({ own }) => own)];
  const options = given.map((each: Given) =>
    Object.fromEntries(Object.entries(each).map(([name, setting]) => [name, savedOf(setting)])),
  );
  const values = params && new Map(params.map((each) => [each.name, each.values]));
  return structuredClone({ counts: { iterations, skipped, calls }, kept, options, params: values });
}

function savedOf(setting: Setting): SavedOption {
  if (!isSchedule(setting)) return setting;
  return { state: setting instanceof Held ? setting.state() : undefined };
}

type Change = [Option, Setting | undefined];

/** What keeps a training from harm: where the caller has given it, it stays. */
const SAFETY: readonly string[] = ["nonFinite", "clipNorm", "clipValue"];

export function load(model: Model, saved: Saved, keep: readonly Option[], params: readonly Param[] | undefined): void {
  const { settings } = model;
  const { base, groups, taken } = settings;
  const givers = [base, ...groups.map(({ own }) => own)];
  const isGiven = (own: Given, name: Option) => name in own && !taken.get(own)?.has(name);
  const stays = givers.map((own) => (name: Option): boolean => {
    if (keep.includes(name) || name === "accumulate") return true;
    return SAFETY.includes(name) && (isGiven(own, name) || isGiven(base, name));
  });
  const changes = givers.map((own, k) => changesOf(own, saved.options[k], stays[k], k > 0));
  refuseAny([
    ...swappedOf(model, "load"),
    ...strangers(model, saved, params ?? []),
    ...(params && !saved.params ? [{ error: RangeError, says: ["the file has no parameters"] }] : []),
    ...givers.flatMap((own, k) => lostSchedules(own, saved.options[k], stays[k])),
    ...(roomless(model, givers, changes) ? [{ error: TypeError, says: ["the file needs state"] }] : []),
  ]);
  givers.forEach((own, k) => {
    for (const [name, value] of changes[k]) {
      if (value === undefined) delete own[name];
      else own[name] = value;
      taken.set(own, new Set([...(taken.get(own) ?? []), name]));
    }
    for (const [name, value] of Object.entries(saved.options[k])) {
      const setting = own[name as Option];
      if (keep.includes(name as Option)) continue;
      if (setting instanceof Held && typeof value === "object" && value.state) setting.restore(value.state);
    }
  });
  for (const { name, values } of params ?? []) saved.params?.get(name)?.forEach((x, i) => (values[i] = x));
  Object.assign(model, saved.counts, { gradNorm: undefined });
  for (const [name, kept] of structuredClone(saved.kept)) {
    model.kept.set(name, { ...kept, allocated: model.kept.get(name)?.allocated ?? false });
  }
}

/** Where some names are known here, those of the file must be the same, or in the given model; the state must be of the same slots. */
function strangers(model: Model, { kept }: Saved, params: readonly Param[]): Refusal[] {
  const differ = [...new Set([...model.kept.keys(), ...kept.keys()])].filter((name) => {
    const param = params.find((each) => each.name === name);
    const here = model.kept.get(name) ?? (param && { ...param, length: param.values.length });
    const there = kept.get(name);
    if (there && Object.keys(there.slots).join() !== model.slots.join()) return true;
    return model.kept.size > 0 && (here?.single !== there?.single || here?.length !== there?.length);
  });
  return differ.map((name) => ({ error: RangeError, says: [name, "file"] }));
}

/** Whether there is no state here, and the file's momentum would need it. */
function roomless({ slots }: Model, givers: readonly Given[], changes: readonly (readonly Change[])[]): boolean {
  const momenta = givers.map(
    (own, k) => new Map<Option, Setting | undefined>([["momentum", own.momentum], ...changes[k]]),
  );
  return slots.length === 0 && momenta.some((after) => (after.get("momentum") ?? 0) !== 0);
}

/** A schedule must be given again. */
function lostSchedules(own: Given, there: Options, stays: (name: Option) => boolean): Refusal[] {
  return entriesOf(there).flatMap(([name, value]) => {
    const lost = typeof value === "object" && !isSchedule(own[name]) && !stays(name);
    return lost ? [{ error: RangeError, says: [name, "schedule"] }] : [];
  });
}

/** Schedules stay those given here; everything else is the file's, and what a group there had not it has no longer. */
function changesOf(own: Given, there: Options, stays: (name: Option) => boolean, isGroup: boolean): Change[] {
  const free = (name: Option) => !stays(name) && !isSchedule(own[name]);
  const gone = isGroup ? (Object.keys(own) as Option[]).filter((name) => !(name in there) && free(name)) : [];
  return [
    ...entriesOf(there).flatMap(([name, value]): [Option, Setting][] =>
      free(name) && typeof value !== "object" && !Number.isNaN(value) ? [[name, value]] : [],
    ),
    ...gone.map((name): [Option, undefined] => [name, undefined]),
  ];
}

function entriesOf(there: Options): [Option, SavedOption][] {
  return Object.entries(there) as [Option, SavedOption][];
}
