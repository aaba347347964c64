import type { Changes, Clock } from "../memory/clock.js";
import type { Beside, Carried, Keeping } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Binding } from "../step/binding.js";

type Tensors = Keeping["tensors"];

/** All parameters of an optimizer, by what their clocks have in common. */
const known = new WeakMap<Changes, Tensors>();

/**
 * @internal Of a rule whose carried numbers are one set for all parameters, those that stay and those that join late
 * included: `updates` counts the steps that made them, NaN where that is not known; `d` never falls.
 */
export const oneForAll: Beside = {
  lengths: () => () => ({}),
  bytes: () => 0,
  place(_, tensors, { tensors: all }) {
    for (const { clock } of tensors) known.set(clock.changes, all);
  },
};

/** Gives what is about to move the newest of all: it may be new itself, or of a file that has others for each. */
export function takeNewest(bindings: readonly Binding[]): void {
  const found = new Map<Tensors, Carried>();
  for (const clock of new Set(bindings.map(({ tensor }) => tensor.clock))) {
    const all = known.get(clock.changes);
    // Of another rule, beside which this one is a part.
    if (all === undefined) continue;
    const newest = found.get(all) ?? carriedBy(newestIn(all));
    found.set(all, newest);
    Object.assign(clock.carried, newest);
  }
}

/** Gives what stays where it is in a step what is carried after it. */
export function giveOthers(moved: readonly Tensor[], next: Carried): void {
  const all = known.get(moved[0].clock.changes);
  if (all === undefined || all.size === moved.length) return;
  const moving = new Set(moved.map(({ clock }) => clock));
  for (const { clock } of all.values()) if (!moving.has(clock)) Object.assign(clock.carried, next);
}

/** @internal What counts for all of these, where there are any. */
export function newestIn(tensors: Tensors): Clock | undefined {
  let newest: Clock | undefined;
  for (const { clock } of tensors.values()) if (newest === undefined || isNewer(clock, newest)) newest = clock;
  return newest;
}

function isNewer(clock: Clock, than: Clock): boolean {
  const more = updatesOf(clock) - updatesOf(than);
  return more > 0 || (more === 0 && clock.carried.d > than.carried.d);
}

function carriedBy(clock: Clock | undefined): Carried {
  return clock === undefined ? { updates: 0 } : { ...clock.carried, updates: updatesOf(clock) };
}

function updatesOf({ steps, carried: { updates } }: Clock): number {
  return Number.isNaN(updates) ? steps : updates;
}
