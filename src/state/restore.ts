import { countsOf, readCarried, readCount, readEntries, readShape, readSteps } from "../checkpoint/entries.js";
import { carryOut, sizesOf, tensorName, type Taking } from "../checkpoint/file.js";
import { restoring } from "../checkpoint/restoring.js";
import type { Saved } from "../checkpoint/saved.js";
import { ACCUMULATED, ASIDE, AVERAGE, stateSlots } from "../memory/layout.js";
import { readValue } from "../model/values.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import type { Internals, Parted } from "../internals.js";
import { complain, describe, isObject, quote } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";
import { copyOf, TITLE, VERSION } from "./snapshot.js";

const WHENCE = "the snapshot";

export function goOn(into: Internals, snapshot: unknown): void {
  carryOut([taking(into, snapshot)]);
}

/** Goes on from a snapshot of a partition, all parts or none. */
export function goOnAll(into: Parted, snapshot: unknown): void {
  if (!isObject(snapshot)) complain("snapshot", "what snapshot(partition) gives", snapshot);
  const { version, optimizer, parts } = snapshot;
  if (version !== VERSION) complain("version of the snapshot", `${VERSION}`, version, RangeError);
  if (optimizer !== TITLE)
    throw new RangeError(`optimizer is ${describe(optimizer)} in the snapshot and ${quote(TITLE)} here`);
  const count = Array.isArray(parts) ? parts.length : parts;
  if (count !== into.of.length)
    throw new RangeError(
      `the snapshot is of a Partition with ${describe(count)} parts, and this one has ${into.of.length}`,
    );
  const [iterations, skipped] = [snapshot.iterations, snapshot.skipped].map((value, k) =>
    readCount(["iterations", "skipped"][k], value, WHENCE),
  );
  const takings = into.of.map((part, k) => {
    const given: unknown = (parts as unknown[])[k];
    const names = Object.keys(Object(Object(given).parameters) as object);
    const strange = names.find((name) => into.partOf(name) !== k);
    if (strange !== undefined)
      throw new RangeError(
        `${quote(strange)} is of parts[${k}] in the snapshot and of parts[${into.partOf(strange)}] here`,
      );
    return taking(part, given);
  });
  carryOut(takings);
  Object.assign(into.counts, { iterations, skipped });
  into.renew();
}

function taking(into: Internals, snapshot: unknown): Taking {
  for (const tensor of into.store.tensors.values()) requireOwn(tensor, "restore");
  const [saved, tensors] = read(into, snapshot);
  return [restoring(into, saved, sizesOf(tensors)), tensors];
}

/** What an optimizer goes on from, and arrays of state by their names in files. */
function read({ title, store, evaluating: had }: Internals, snapshot: unknown): [Saved, Map<string, Floats>] {
  if (!isObject(snapshot)) complain("snapshot", "what snapshot(optimizer) gives", snapshot);
  const { version, optimizer, state, ema, accumulated, train, options, schedules } = snapshot;
  const evaluating = had !== undefined && train !== undefined;
  if (version !== VERSION) complain("version of the snapshot", `${VERSION}`, version, RangeError);
  if (optimizer !== title)
    throw new RangeError(`optimizer is ${describe(optimizer)} in the snapshot and ${quote(title)} here`);
  const names = (label: string, map: unknown) => readEntries(label, map, WHENCE);
  const counts = countsOf((name) => readCount(name, snapshot[name], WHENCE));
  const shapes = names("parameters", snapshot.parameters).map(([name, shape]) => readParameter(name, shape));
  const steps = readSteps(snapshot.steps, shapes, WHENCE);
  if (!Array.isArray(schedules)) complain("schedules in the snapshot", "a list", schedules);
  const slots = names("state", state);
  for (const [slot] of slots)
    if (!stateSlots(store.layout).includes(slot))
      throw new RangeError(`the snapshot has state ${quote(slot)}, which ${title} does not keep here`);
  const types = new Map(shapes.map(({ name, element }) => [name, element]));
  const others = [[AVERAGE, ema] as const, [ACCUMULATED, accumulated] as const];
  if (evaluating) others.push([ASIDE, train] as never);
  const tensors = [...slots, ...others].flatMap(([slot, arrays]) =>
    names(slot, arrays).map(
      ([name, values]) =>
        [tensorName(name, slot), readArray(`${slot} of ${quote(name)}`, values, types.get(name))] as const,
    ),
  );
  const carried = store.layout.carried && readCarried(snapshot.carried, shapes, store.layout.carried, WHENCE);
  const saved: Saved = {
    whence: WHENCE,
    shapes,
    counts,
    steps,
    carried,
    evaluating,
    options,
    schedules: copyOf(`schedules in ${WHENCE}`, schedules),
    own: true,
    zeros: false,
  };
  return [saved, new Map(tensors)];
}

function readParameter(name: string, given: unknown): Shape {
  const { type, length } = Object(given) as Readonly<Record<string, unknown>>;
  const shape = readShape(name, [type, length], ["float32", "float64"]);
  return (
    shape ?? complain(`${quote(name)} in ${WHENCE}`, '{ type: "float32" or "float64", length }', given, RangeError)
  );
}

/** As typed array: lists, of JSON, take the parameter's type. */
function readArray(label: string, given: unknown, element: Shape["element"] = 8): Floats {
  const { value } = readValue("snapshot", label, given);
  if (typeof value === "number") return complain(`${label} in the snapshot`, "an array", value);
  return Array.isArray(value) ? floatsOf(element).from(value) : value;
}
