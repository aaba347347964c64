import { placeOf } from "../options/groups.js";
import type { Hyperparameters, Values } from "../options/hyperparameters.js";
import { complain, describe, isObject } from "../options/messages.js";
import { isNumeric, isSchedule, isStateful, readNumber, readPlain, requireKnown } from "../options/read.js";
import type { NumberSpec, OtherSpec, OptionValue, Spec, StatefulSchedule } from "../options/specs.js";

/** For a file: each group's values, null where a schedule gives them, and the state of those that have one. */
export function writeHyperparameters(hyper: Hyperparameters): {
  options: Record<string, unknown>[];
  schedules: Record<string, unknown>[];
} {
  const each = (keep: (value: OptionValue) => unknown) =>
    hyper.specs.map((specs, k) =>
      Object.fromEntries(Object.keys(k === 0 ? specs : hyper.given[k]).map((name) => [name, keep(hyper.own(k, name))])),
    );
  return {
    options: each((value) => (isSchedule(value) ? null : finite(value))),
    schedules: each((value) => (isStateful(value) ? value.state() : undefined)),
  };
}

interface Restored {
  readonly name: string;
  readonly spec: NumberSpec;
  readonly schedule: StatefulSchedule;
  readonly state: unknown;
  readonly before: Readonly<Record<string, number>>;
}

/** Checks what a file has after so many steps; the result carries it out. */
export function readHyperparameters(
  hyper: Hyperparameters,
  options: unknown,
  iterations: number,
  schedules?: unknown,
): () => void {
  const { given } = hyper;
  const read = readList(hyper, "options", options).map((group, k) => readGroup(hyper, k, group));
  const states = readList(hyper, "schedules", schedules ?? hyper.specs.map(() => ({})));
  const restored: Restored[] = [];
  for (const { giver: group, name, spec, schedule } of hyper.scheduled) {
    const state = states[group][name];
    if (isStateful(schedule) && state !== undefined && name in given[group]) {
      restored.push({ name, spec, schedule, state, before: schedule.state() });
    }
  }
  return () => {
    try {
      for (const { name, spec, schedule, state } of restored) {
        schedule.restore(state as never);
        readNumber(name, spec, schedule.at(Math.max(0, iterations - 1)));
      }
    } catch (error) {
      for (const { schedule, before } of restored) schedule.restore(before);
      throw error;
    }
    hyper.change("the file", () => {
      read.forEach((values, k) => {
        // What a group leaves to the base here, and has like the base in the file, stays with the base.
        for (const name of Object.keys(values)) {
          if (k === 0 || name in given[k] || values[name] !== read[0][name]) given[k][name] = values[name];
        }
      });
    });
  };
}

function readList(
  { specs }: Hyperparameters,
  title: string,
  list: unknown,
): readonly Readonly<Record<string, unknown>>[] {
  const { length } = specs;
  if (!Array.isArray(list)) return complain(`${title} in the file`, "a list", list);
  if (list.length !== length) {
    complain(`${title} in the file`, `a list of ${length}, one for the base and each group`, list.length, RangeError);
  }
  for (const group of list) if (!isObject(group)) complain(`${title} in the file`, "objects", group);
  return list;
}

function readGroup(hyper: Hyperparameters, k: number, group: object): Values {
  requireKnown(`${placeOf(k)}options in the file`, hyper.specs[k], group);
  const values: Values = {};
  for (const [name, value] of Object.entries(group)) {
    const spec = hyper.specs[k][name] as Exclude<Spec, OtherSpec>;
    const label = placeOf(k) + name;
    const here = hyper.own(k, name);
    // What decides about the memory of an optimizer is its constructor's alone.
    const differs =
      "fixed" in spec
        ? value !== here
        : isNumeric(spec) && Number.isNaN(spec.default) && (value === "none") !== Number.isNaN(here);
    if (differs) throw new RangeError(`${label} is ${describe(value)} in the file and ${describe(finite(here))} here`);
    if (isSchedule(here) || Number.isNaN(here)) continue;
    if (value === null && isNumeric(spec)) {
      throw new RangeError(`${label} was a schedule in the file and is ${finite(here)} here: give the schedule again`);
    }
    values[name] = readPlain(label, spec, value === "none" ? Infinity : value);
  }
  return values;
}

/** JSON has no infinity: what is without limit is "none". */
function finite(value: OptionValue): OptionValue {
  return typeof value === "number" && !Number.isFinite(value) ? "none" : value;
}
