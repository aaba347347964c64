import { ACCUMULATED, AVERAGE } from "../memory/layout.js";
import type { Floats, Shape } from "../numbers.js";
import type { Internals } from "../optimizer.js";
import { complain, describe, isObject, isWhole, quote, requireSame, WHOLE } from "../options/messages.js";
import { requireOwn } from "../step/averages.js";
import type { Counts } from "../step/stepper.js";
import { readHyperparameters, writeHyperparameters } from "./hyperparameters.js";
import { decodeFile, encodeFile } from "./safetensors.js";

const COUNTS = ["iterations", "skipped", "microSteps"] as const;
type Steps = Pick<Counts, (typeof COUNTS)[number]>;

/** State, counts and hyper-parameters as a file. */
export function write({ title, hyper, store, counts }: Internals): Uint8Array<ArrayBuffer> {
  const tensors = [...store.tensors.values()];
  for (const tensor of tensors) requireOwn(tensor, "save");
  const kept = tensors.flatMap((tensor) =>
    tensor.span.slots
      .filter((slot) => (slot === AVERAGE ? tensor.averaged : slot !== ACCUMULATED || tensor.gathered))
      .map((slot) => [tensorName(tensor.name, slot), tensor.state(slot)] as const),
  );
  const { options, schedules } = writeHyperparameters(hyper);
  return encodeFile(kept, {
    ...titles(title),
    ...Object.fromEntries(COUNTS.map((count) => [count, String(counts[count])])),
    parameters: JSON.stringify(
      Object.fromEntries(tensors.map(({ name, element, length }) => [name, [`F${8 * element}`, length]])),
    ),
    steps: JSON.stringify(Object.fromEntries(tensors.map(({ name, steps }) => [name, steps]))),
    options: JSON.stringify(options),
    schedules: JSON.stringify(schedules),
  });
}

/** Reads and checks all of it before it changes anything. */
export function read(into: Internals, bytes: unknown): void {
  const { tensors, metadata } = decodeFile(bytes);
  const version = metadata.get("version") === "1" ? "1" : VERSION;
  for (const [name, text] of Object.entries({ ...titles(into.title), version }))
    requireSame(name, describe(metadata.get(name)), quote(text));
  const steps = Object.fromEntries(COUNTS.map((name) => [name, readCount(metadata, name)])) as Steps;
  carryOut(
    into,
    readParameters(metadata),
    tensors,
    { ...steps, of: version === "1" ? undefined : readSteps(metadata) },
    readJson(metadata, "options"),
    readJson(metadata, "schedules"),
  );
}

/** Matches state by name, then changes everything at once. */
export function carryOut(
  { store, plans, title, hyper, counts }: Internals,
  shapes: readonly Shape[],
  tensors: ReadonlyMap<string, Floats>,
  { of: stepsOf, ...steps }: Steps & { of?: Readonly<Record<string, number>> | undefined },
  options: unknown,
  schedules?: unknown,
): void {
  const restoreHyper = readHyperparameters(hyper, options, steps.iterations, schedules);
  const every = Number(hyper.values[0].accumulate);
  if (steps.microSteps >= every)
    complain("microSteps in the file", `below accumulate, ${every}`, steps.microSteps, RangeError);
  const { slots, tensors: kept } = store;
  const names = new Set(shapes.map(({ name }) => name));
  for (const tensor of kept.values()) {
    requireOwn(tensor, "load");
    if (!names.has(tensor.name)) throw new RangeError(`${quote(tensor.name)} is missing in the file`);
  }
  const unknown = (name: string): never => {
    throw new RangeError(`the file has ${quote(name)}, which ${title} does not keep here`);
  };
  const rest = new Set(tensors.keys());
  for (const shape of shapes) {
    const here = kept.get(shape.name);
    if (here) requireSame(quote(shape.name), typeOf(shape.element, shape), typeOf(here.element, here));
    else if (kept.size > 0) unknown(shape.name);
    for (const slot of slots) {
      const name = tensorName(shape.name, slot);
      const values = tensors.get(name);
      rest.delete(name);
      if (values)
        requireSame(
          quote(name),
          typeOf(values.BYTES_PER_ELEMENT, values),
          typeOf(shape.element, shape),
          "for its parameter",
        );
      else if (slot !== AVERAGE && slot !== ACCUMULATED) throw new RangeError(`${quote(name)} is missing in the file`);
    }
  }
  rest.forEach(unknown);
  // What may fail comes first: memory, and schedules that refuse their state.
  const added = store.place(shapes.filter(({ name }) => !kept.has(name)));
  restoreHyper();
  Object.assign(counts, steps, { gradNorm: undefined });
  store.adopt(added);
  for (const { name } of shapes) {
    const tensor = kept.get(name);
    for (const slot of slots) {
      const values = tensors.get(tensorName(name, slot));
      if (values) tensor?.state(slot).set(values);
      else tensor?.state(slot).fill(0);
      if (slot === AVERAGE && tensor) tensor.averaged = values !== undefined;
      if (slot === ACCUMULATED && tensor) tensor.gathered = values?.some((value) => value !== 0) ?? false;
    }
  }
  store.wind(({ name }) => stepsOf?.[name] ?? steps.iterations);
  counts.phase.now = 0;
  plans.renew();
}

export function tensorName(name: string, slot: string): string {
  return `state.${name}.${slot}`;
}

function typeOf(element: number, { length }: { readonly length: number }): string {
  return `${length} × float${8 * element}`;
}

function readParameters(metadata: ReadonlyMap<string, string>): Shape[] {
  const parameters = readJson(metadata, "parameters");
  if (!isObject(parameters)) complain("parameters in the file", "an object", parameters);
  return Object.entries(parameters).map(([name, shape]) => {
    const [type, length] = Array.isArray(shape) ? (shape as unknown[]) : [];
    if ((type !== "F32" && type !== "F64") || !isWhole(length)) {
      complain(`${quote(name)} in the file`, '["F32" or "F64", length]', JSON.stringify(shape), RangeError);
    }
    return { name, element: type === "F32" ? 4 : 8, length };
  });
}

/** What a file must say as it does here. */
const VERSION = "2";

function titles(optimizer: string) {
  return { format: "optim-wasm", version: VERSION, optimizer };
}

/** The steps of each parameter. */
function readSteps(metadata: ReadonlyMap<string, string>): Record<string, number> {
  const steps = readJson(metadata, "steps");
  if (!isObject(steps)) complain("steps in the file", "an object", steps);
  for (const [name, count] of Object.entries(steps))
    if (!isWhole(count)) complain(`steps of ${quote(name)} in the file`, WHOLE, count, RangeError);
  return steps as Record<string, number>;
}

function readCount(metadata: ReadonlyMap<string, string>, name: string): number {
  const text = metadata.get(name);
  const count = Number(text);
  return isWhole(count) && String(count) === text ? count : complain(`${name} in the file`, WHOLE, text, RangeError);
}

function readJson(metadata: ReadonlyMap<string, string>, name: string): unknown {
  const text = metadata.get(name);
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return complain(`${name} in the file`, "JSON", text, RangeError);
  }
}
