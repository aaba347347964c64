import { restore } from "../checkpoint/file.js";
import { tensorName } from "../checkpoint/restoring.js";
import { readCarried, type Saved } from "../checkpoint/saved.js";
import { ACCUMULATED, AVERAGE } from "../memory/layout.js";
import { readValue } from "../model/values.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, describe, isObject, isWhole, quote, WHOLE } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";
import { VERSION } from "./snapshot.js";

const COUNTS = ["iterations", "skipped", "microSteps"] as const;
const ELEMENTS = { float32: 4, float64: 8 } as const;

export function goOn(into: Internals, snapshot: unknown): void {
  into.counts.phase.require("restore", true);
  for (const tensor of into.store.tensors.values()) requireOwn(tensor, "restore");
  const [saved, tensors] = read(into, snapshot);
  try {
    restore(into, saved, tensors);
  } catch (error) {
    // What is read of files is read of snapshots too, and speaks of files and of what `load` takes.
    if (error instanceof Error)
      error.message = error.message.replaceAll("the file", "the snapshot").replace(/, or keep: \["\w+"\]/, "");
    throw error;
  }
}

/** What an optimizer goes on from, and arrays of state by their names in files. */
function read({ title, kernels, store }: Internals, snapshot: unknown): [Saved, Map<string, Floats>] {
  if (!isObject(snapshot)) complain("snapshot", "what snapshot(optimizer) gives", snapshot);
  const { version, optimizer, state, ema, accumulated, options, schedules } = snapshot;
  if (version !== VERSION) complain("version of the snapshot", `${VERSION}`, version, RangeError);
  if (optimizer !== title)
    throw new RangeError(`optimizer is ${describe(optimizer)} in the snapshot and ${quote(title)} here`);
  const counts = Object.fromEntries(COUNTS.map((name) => [name, readCount(name, snapshot[name])])) as Saved["counts"];
  const shapes = readNames("parameters", snapshot.parameters).map(([name, shape]) => readShape(name, shape));
  const steps = readNames("steps", snapshot.steps).map(
    ([name, count]) => [name, readCount(`steps of ${quote(name)}`, count)] as const,
  );
  const counted = new Map(steps);
  for (const { name } of shapes)
    if (!counted.has(name)) throw new RangeError(`steps of ${quote(name)} are missing in the snapshot`);
  if (!Array.isArray(schedules)) complain("schedules in the snapshot", "a list", schedules);
  const slots = readNames("state", state);
  for (const [slot] of slots)
    if (!kernels.slots.includes(slot))
      throw new RangeError(`the snapshot has state ${quote(slot)}, which ${title} does not keep here`);
  const types = new Map(shapes.map(({ name, element }) => [name, element]));
  const tensors = [...slots, [AVERAGE, ema] as const, [ACCUMULATED, accumulated] as const].flatMap(([slot, arrays]) =>
    readNames(slot, arrays).map(
      ([name, values]) =>
        [tensorName(name, slot), readArray(`${slot} of ${quote(name)}`, values, types.get(name))] as const,
    ),
  );
  const carried = store.carried && readCarried(new Map(readNames("carried", snapshot.carried)), shapes, store.carried);
  const saved = { shapes, counts, steps: counted, carried, options, schedules: structuredClone(schedules), own: true };
  return [saved, new Map(tensors)];
}

function readNames(label: string, map: unknown): [string, unknown][] {
  return isObject(map) ? Object.entries(map) : complain(`${label} in the snapshot`, "an object", map);
}

function readCount(label: string, count: unknown): number {
  return isWhole(count) ? count : complain(`${label} in the snapshot`, WHOLE, count, RangeError);
}

function readShape(name: string, shape: unknown): Shape {
  const { type, length } = Object(shape) as Readonly<Record<string, unknown>>;
  if ((type === "float32" || type === "float64") && isWhole(length)) return { name, element: ELEMENTS[type], length };
  return complain(`${quote(name)} in the snapshot`, '{ type: "float32" or "float64", length }', shape, RangeError);
}

/** As typed array: lists, of JSON, take the parameter's type. */
function readArray(label: string, given: unknown, element: Shape["element"] = 8): Floats {
  const { value } = readValue("snapshot", label, given);
  if (typeof value === "number") return complain(`${label} in the snapshot`, "an array", value);
  return Array.isArray(value) ? floatsOf(element).from(value) : value;
}
