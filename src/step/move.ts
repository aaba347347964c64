import { Clock } from "../memory/clock.js";
import type { Span } from "../memory/span.js";
import type { Binding } from "./binding.js";
import { runsOf, type Run } from "./run.js";

/** A step of these parameters, by the gradients given or by those in a slot. */
export class Move {
  readonly parts: readonly Part[];
  /** Those that are plain numbers, to be replaced on the object. */
  readonly numbers: readonly Binding[];
  readonly clocks: readonly Clock[];
  readonly #members: readonly number[];

  constructor(
    readonly bindings: readonly Binding[],
    /** The slot that the gradients are taken from, if they are not those given. */
    readonly gradSlot?: string,
  ) {
    this.numbers = bindings.filter(({ scalar }) => scalar);
    this.clocks = clocksOf(bindings);
    this.#members = this.clocks.map(({ members }) => members);
    this.parts = groupsOf(bindings, ({ tensor }) => tensor.span).flatMap(([span, some]) =>
      groupsOf(some, ({ tensor }) => tensor.clock).map(([clock, found]) => {
        const inOrder = found.toSorted((a, b) => a.tensor.offset - b.tensor.offset);
        const dense = inOrder.filter(({ rows }) => !rows);
        return { span, clock, runs: runsOf(dense, gradSlot), sparse: inOrder.filter(({ rows }) => rows) };
      }),
    );
  }

  /** Whether some of its parameters have moved without the others since. */
  get isSplit(): boolean {
    const { clocks } = this;
    for (let k = 0; k < clocks.length; k++) if (clocks[k].members !== this.#members[k]) return true;
    return false;
  }
}

/** What one span's parameters of one step count do. */
export interface Part {
  readonly span: Span;
  readonly clock: Clock;
  readonly runs: readonly Run[];
  /** Those of which only some rows are touched. */
  readonly sparse: readonly Binding[];
}

/** The parameters' clocks, from here on those of no others. */
function clocksOf(bindings: readonly Binding[]): Clock[] {
  return groupsOf(bindings, ({ tensor }) => tensor.clock).map(([clock, some]) => {
    if (some.length === clock.members) return clock;
    clock.members -= some.length;
    const own = new Clock(clock.steps, some.length);
    for (const { tensor } of some) tensor.clock = own;
    return own;
  });
}

function groupsOf<Key>(bindings: readonly Binding[], keyOf: (binding: Binding) => Key): [Key, Binding[]][] {
  const groups = new Map<Key, Binding[]>();
  for (const binding of bindings) {
    const key = keyOf(binding);
    const group = groups.get(key);
    if (group) group.push(binding);
    else groups.set(key, [binding]);
  }
  return [...groups];
}
