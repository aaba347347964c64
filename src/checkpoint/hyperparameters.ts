import { placeOf } from "../options/groups.js";
import type { Hyperparameters } from "../options/hyperparameters.js";
import { complain, describe, isObject } from "../options/messages.js";
import { isNumeric, isSchedule, isStateful, readNumber, readPlain, requireKnown } from "../options/read.js";
import type { NumberSpec, OtherSpec, OptionValue, Spec, StatefulSchedule } from "../options/specs.js";
import type { Whence } from "./entries.js";
import type { Saved } from "./saved.js";

type Options = Readonly<Record<string, unknown>>;

/** For a file: all of the base and each group's own, null where a schedule gives them, and the state of those that have one. */
export function writeHyperparameters(hyper: Hyperparameters): {
  options: Record<string, unknown>[];
  schedules: Record<string, unknown>[];
} {
  const each = (keep: (value: OptionValue) => unknown) =>
    hyper.specs.map((specs, k) =>
      Object.fromEntries(
        Object.keys(k === 0 ? specs : hyper.given[k]).map((name) => [name, keep(ownOf(hyper, k, name))]),
      ),
    );
  return {
    options: each((value) => (isSchedule(value) ? null : finite(value))),
    schedules: each((value) => (isStateful(value) ? value.state() : undefined)),
  };
}

/** What the base, or a group counted from 1, has itself or from the base. */
function ownOf({ given, specs }: Hyperparameters, k: number, name: string): OptionValue {
  return given[k][name] ?? given[0][name] ?? specs[0][name].default;
}

/** What keeps a training from harm: given here, it stays. */
const SAFETY = ["nonFinite", "clipNorm", "clipValue"];

/** Checks what a file has; the result carries it out, and gives what takes it back. Options in `keep` stay as they are here. */
export function readHyperparameters(
  hyper: Hyperparameters,
  saved: Saved,
  keep: readonly string[] = [],
): () => () => void {
  const { given, taken } = hyper;
  const { options, whence } = saved;
  const groups = readList(hyper, "options", options, whence);
  const stays = (k: number, name: string) =>
    keep.includes(name) || (SAFETY.includes(name) && isGivenHere(hyper, k, name));
  const changes = groups.map((group, k) => readGroup(hyper, k, group, groups[0], saved, stays));
  const restore = readSchedules(hyper, saved, keep);
  return () => {
    const [givenBefore, takenBefore] = [given.map((own) => ({ ...own })), [...taken]];
    let takeBack = () => {};
    hyper.change(whence, () => {
      changes.forEach((values, k) => {
        for (const [name, value] of values) {
          if (value === undefined) delete given[k][name];
          else given[k][name] = value;
        }
      });
      takeBack = restore();
    });
    changes.forEach((values, k) => {
      for (const name of values.keys()) taken.add(placeOf(k) + name);
    });
    return () => {
      takeBack();
      given.forEach((own, k) => {
        for (const name of Object.keys(own)) delete own[name];
        Object.assign(own, givenBefore[k]);
      });
      taken.clear();
      for (const name of takenBefore) taken.add(name);
      hyper.spread();
    };
  };
}

/** Whether the caller has given it for this group or for all, and no file. */
function isGivenHere({ given, taken }: Hyperparameters, k: number, name: string): boolean {
  return [k, 0].some((giver) => Object.hasOwn(given[giver], name) && !taken.has(placeOf(giver) + name));
}

/** The state of the schedules that have one; what was restored is taken back where one refuses its own. */
function readSchedules(
  hyper: Hyperparameters,
  { schedules, counts, whence }: Saved,
  keep: readonly string[],
): () => () => void {
  const restored: { label: string; spec: NumberSpec; schedule: StatefulSchedule; state: unknown; before: unknown }[] =
    [];
  readList(hyper, "schedules", schedules, whence).forEach((states, k) => {
    for (const [name, state] of Object.entries(states)) {
      const schedule = Object.hasOwn(hyper.given[k], name) ? hyper.given[k][name] : undefined;
      if (!isStateful(schedule) || keep.includes(name)) continue;
      const spec = hyper.specs[k][name] as NumberSpec;
      restored.push({ label: placeOf(k) + name, spec, schedule, state, before: schedule.state() });
    }
  });
  const takeBack = () => {
    for (const { schedule, before } of restored) schedule.restore(before as never);
  };
  return () => {
    try {
      for (const { label, spec, schedule, state } of restored) {
        schedule.restore(state as never);
        readNumber(label, spec, schedule.at(Math.max(0, counts.iterations - 1)));
      }
    } catch (error) {
      takeBack();
      throw error;
    }
    return takeBack;
  };
}

function readList({ specs }: Hyperparameters, title: string, list: unknown, whence: Whence): readonly Options[] {
  const { length } = specs;
  if (!Array.isArray(list)) return complain(`${title} in ${whence}`, "a list", list);
  if (list.length !== length) {
    complain(`${title} in ${whence}`, `a list of ${length}, one for the base and each group`, list.length, RangeError);
  }
  for (const group of list) if (!isObject(group)) complain(`${title} in ${whence}`, "objects", group);
  return list as Options[];
}

/** What the base or a group takes from a file: values, and undefined for what it shall have no longer. */
function readGroup(
  hyper: Hyperparameters,
  k: number,
  group: Options,
  base: Options,
  { own, whence }: Saved,
  stays: (k: number, name: string) => boolean,
): Map<string, OptionValue> {
  requireKnown(`${placeOf(k)}options in ${whence}`, hyper.specs[k], group);
  const given = hyper.given[k];
  const values = new Map<string, OptionValue>();
  for (const [name, value] of Object.entries(group)) {
    const spec = hyper.specs[k][name] as Exclude<Spec, OtherSpec>;
    const label = placeOf(k) + name;
    const here = ownOf(hyper, k, name);
    // What decides about the memory of an optimizer is its constructor's alone: no number that is read is such.
    const differs =
      "fixed" in spec && !("read" in spec)
        ? value !== here
        : isNumeric(spec) && Number.isNaN(spec.default) && (value === "none") !== Number.isNaN(here);
    if (differs) throw new RangeError(`${label} is ${describe(value)} in ${whence} and ${describe(finite(here))} here`);
    if (stays(k, name) || Number.isNaN(here)) continue;
    const has = Object.hasOwn(given, name);
    if (has && isSchedule(given[name])) continue;
    // What a group has like the base in an old file, and leaves to the base here, stays with the base.
    if (k > 0 && !own && !has && value === base[name]) continue;
    if (value === null && isNumeric(spec)) {
      const shown = isSchedule(here) ? "the base's" : String(finite(here));
      const or = whence === "the file" ? `, or keep: ["${name}"]` : "";
      throw new RangeError(`${label} was a schedule in ${whence} and is ${shown} here: give the schedule again${or}`);
    }
    values.set(name, readPlain(label, spec, value === "none" ? Infinity : value));
  }
  if (k > 0 && own)
    for (const name of Object.keys(given))
      if (!Object.hasOwn(group, name) && !isSchedule(given[name]) && !stays(k, name)) values.set(name, undefined);
  return values;
}

/** JSON has no infinity: what is without limit is "none". */
function finite(value: OptionValue): OptionValue {
  return typeof value === "number" && !Number.isFinite(value) ? "none" : value;
}
