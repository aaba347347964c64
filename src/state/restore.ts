import { countsOf, readCarried, readCount, readEntries, readShape, readSteps } from "../checkpoint/entries.js";
import { carryOut, sizesOf, tensorName, type Taking } from "../checkpoint/file.js";
import { restoring } from "../checkpoint/restoring.js";
import type { Saved } from "../checkpoint/saved.js";
import { ACCUMULATED, ASIDE, AVERAGE, stateSlots } from "../memory/layout.js";
import { readValue } from "../model/values.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import type { Internals, Parted } from "../internals.js";
import { complain, describe, isObject, isWhole, quote } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";
import { requireSameRanges } from "./ranges.js";
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
function read(into: Internals, snapshot: unknown): [Saved, Map<string, Floats>] {
  const { title, store, evaluating: had } = into;
  if (!isObject(snapshot)) complain("snapshot", "what snapshot(optimizer) gives", snapshot);
  const { version, optimizer, state, ema, accumulated, train, options, schedules, seeds, matrices } = snapshot;
  const evaluating = had !== undefined && train !== undefined;
  if (version !== VERSION) complain("version of the snapshot", `${VERSION}`, version, RangeError);
  if (optimizer !== title)
    throw new RangeError(`optimizer is ${describe(optimizer)} in the snapshot and ${quote(title)} here`);
  const names = (label: string, map: unknown) => readEntries(label, map, WHENCE);
  const counts = countsOf((name) => readCount(name, snapshot[name], WHENCE));
  const shapes = names("parameters", snapshot.parameters).map(([name, shape]) => readParameter(name, shape));
  requireSameRanges(into, snapshot.ranges, shapes);
  const steps = readSteps(snapshot.steps, shapes, WHENCE);
  if (!Array.isArray(schedules)) complain("schedules in the snapshot", "a list", schedules);
  const slots = names("state", state);
  for (const [slot] of slots)
    if (!stateSlots(store.layout).includes(slot))
      throw new RangeError(`the snapshot has state ${quote(slot)}, which ${title} does not keep here`);
  const types = new Map(shapes.map(({ name, element }) => [name, element]));
  const others = [[AVERAGE, ema] as const, [ACCUMULATED, accumulated] as const];
  if (evaluating) others.push([ASIDE, train] as never);
  const { layout } = store;
  const known = new Map(shapes.map((shape) => [shape.name, layout.beside?.elements?.(shape, layout)]));
  const tensors = [...slots, ...others].flatMap(([slot, arrays]) =>
    names(slot, arrays).map(([name, values]) => {
      const element = known.get(name)?.[slot] ?? types.get(name);
      return [tensorName(name, slot), readArray(`${slot} of ${quote(name)}`, values, element)] as const;
    }),
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
    seeds,
    matrices,
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

/** As typed array: lists, of JSON, take the type of what is kept here. */
function readArray(label: string, given: unknown, element: number = 8): Floats {
  if (element < 4) return readSmall(label, given, element === 2 ? Uint16Array : Uint8Array) as never;
  const { value } = readValue("snapshot", label, given);
  if (typeof value === "number") return complain(`${label} in the snapshot`, "an array", value);
  return Array.isArray(value) ? floatsOf(element as Shape["element"]).from(value) : value;
}

/** What is kept in less than a float32. */
function readSmall(
  label: string,
  given: unknown,
  Type: Uint16ArrayConstructor | Uint8ArrayConstructor,
): Uint16Array | Uint8Array {
  if (describe(given) === Type.name) return given as Uint16Array;
  const most = 256 ** Type.BYTES_PER_ELEMENT;
  if (Array.isArray(given) && given.every((each) => isWhole(each) && each < most)) return Type.from(given);
  return complain(`${label} in ${WHENCE}`, `a ${Type.name}, or a list of whole numbers below ${most}`, given);
}
