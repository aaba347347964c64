import type { Kept, Model, Param } from "./model.js";
import { Refused, type Refusal } from "./refusal.js";
import type { Given, Option } from "./settings.js";

/** What the model does beside updates. */

/** Known names keep their state, unless they are to begin anew. */
export function allocate(model: Model, params: readonly Param[], fresh: boolean): void {
  const misfits = params.flatMap((param) => model.misfits("initial", param));
  refuseAny(misfits);
  for (const param of params) {
    const before = fresh ? undefined : model.kept.get(param.name);
    model.kept.set(param.name, { ...(before ?? model.fresh(param)), allocated: true });
  }
}

export function swapAverages(model: Model, params: readonly Param[]): void {
  const refusals = params.flatMap((param) => {
    const none = { error: TypeError, says: [`params["${param.name}"]`, "average"] };
    return [...(model.kept.get(param.name)?.average ? [] : [none]), ...model.misfits("params", param)];
  });
  refuseAny(refusals);
  for (const { name, values } of params) {
    const kept = model.kept.get(name) as Kept;
    const average = kept.average as number[];
    kept.average = [...values];
    average.forEach((x, i) => (values[i] = x));
    kept.swapped = !kept.swapped;
  }
}

/** Parameters that hold their averages. */
export function swappedOf(model: Model, before: string): Refusal[] {
  const swapped = [...model.kept].filter(([, kept]) => kept.swapped);
  return swapped.map(([name]) => ({ error: TypeError, says: [`"${name}"`, "swapAverages", before] }));
}

export function refuseAny(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new Refused(refusals);
}

export function reset(model: Model): void {
  refuseAny(swappedOf(model, "reset"));
  model.iterations = model.skipped = model.calls = 0;
  model.gradNorm = undefined;
  for (const [name, { single, length, allocated }] of model.kept) {
    if (allocated) {
      const values = Array<number>(length).fill(0);
      model.kept.set(name, { ...model.fresh({ name, single, values }), allocated });
    } else model.kept.delete(name);
  }
}

/** Other values for the base, or for a group; `faults` are what else is wrong with the call. */
export function set(model: Model, given: Given, group: number | undefined, faults: readonly Refusal[]): void {
  const { settings, slots } = model;
  const wanted = group === undefined ? undefined : settings.groups[group];
  const refusals = [...faults];
  if (group !== undefined && wanted === undefined) refusals.push({ error: RangeError, says: ["group"] });
  const first = (option: Option): boolean => option in given && refusals.push({ error: TypeError, says: [option] }) > 0;
  if (!("emaDecay" in settings.base)) first("emaDecay");
  if (slots.length === 0 && given.momentum !== 0) first("momentum");
  const own = wanted?.own ?? settings.base;
  const before = { ...own };
  Object.assign(own, given);
  const lost = settings.base.nesterov === true && (!settings.has("momentum") || settings.has("dampening"));
  if (lost) refusals.push({ error: RangeError, says: ["nesterov", "momentum", "dampening"] });
  if (refusals.length > 0) {
    for (const name of Object.keys(given) as Option[]) delete own[name];
    Object.assign(own, before);
    throw new Refused(refusals);
  }
  for (const name of Object.keys(given) as Option[]) settings.taken.get(own)?.delete(name);
  if ("clipNorm" in given) model.asksNorm = true;
}
