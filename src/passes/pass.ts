import type { Pass } from "../common-options.js";
import type { Internals } from "../internals.js";
import { complain } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { Runner, type Work } from "./runner.js";

/** @internal What `passes` takes; each optimizer has its own work made of it. */
/* @__NO_SIDE_EFFECTS__ */
export function passOf(title: string, given: Pass["given"], workOf: (of: Internals) => Work): Pass {
  return {
    title,
    given,
    attach: (to) => Runner.of(to as Internals).take(title, workOf(to as Internals)),
  };
}

/** @internal A pass's options, of which each is a finite number in a range. */
export function readNumbers<Name extends string>(
  title: string,
  given: unknown,
  ranges: Readonly<Record<Name, NumberIn>>,
): Record<Name, number> {
  requireKnown(title, ranges, given);
  const asked = own(given as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    Object.entries<NumberIn>(ranges).map(([name, range]) => [
      name,
      readIn(`${title}: ${name}`, range, asked[name] ?? range.default),
    ]),
  ) as Record<Name, number>;
}

/** @internal A number and where it must lie. */
export interface NumberIn {
  readonly default: number;
  /** In words, for messages. */
  readonly expected: string;
  takes(value: number): boolean;
}

/** @internal */
export const POSITIVE: Omit<NumberIn, "default"> = {
  expected: "a finite number above 0",
  takes: (value) => value > 0 && value < Infinity,
};

/** @internal */
export function readIn(name: string, { expected, takes }: Omit<NumberIn, "default">, value: unknown): number {
  const known = typeof value === "number";
  return known && takes(value) ? value : complain(name, expected, value, known ? RangeError : TypeError);
}
