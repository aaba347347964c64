import { Clock, type Changes } from "../memory/clock.js";
import type { Span } from "../memory/span.js";
import type { Binding } from "./binding.js";
import { Run, runsOf } from "./run.js";

/** A step of these parameters, by the gradients given or by those in a slot. */
export class Move {
  readonly parts: readonly Part[];
  /** Those that are plain numbers, to be replaced on the object. */
  readonly numbers: readonly Binding[];
  readonly clocks: readonly Clock[];
  /** What can be lost: see `requireMemory`. */
  readonly losable: readonly Span[];
  readonly #members: readonly number[];
  readonly #changes: Changes;
  #seen: number;

  constructor(
    readonly bindings: readonly Binding[],
    /** The slot that the gradients are taken from, if they are not those given. */
    readonly gradSlot?: string,
  ) {
    this.numbers = bindings.filter(({ scalar }) => scalar);
    this.clocks = clocksOf(bindings);
    this.#members = this.clocks.map(({ members }) => members);
    this.#changes = this.clocks[0]?.changes ?? { count: 0 };
    this.#seen = this.#changes.count;
    const runOf = (binding: Binding): Run => new Run(binding, gradSlot);
    this.parts = groupsOf(bindings, ({ tensor }) => tensor.span).flatMap(([span, some]) =>
      groupsOf(some, ({ tensor }) => tensor.clock).map(([clock, found]) => {
        const inOrder = found.toSorted((a, b) => a.tensor.offset - b.tensor.offset);
        const runs = ((span.rule.stepsOf as StepsOf | undefined) ?? runsOf)(inOrder, runOf, this);
        return { span, clock, runs, sparse: inOrder.filter(({ rows }) => rows) };
      }),
    );
    this.losable = [...new Set(this.parts.map(({ span }) => span))].filter(({ arena }) => arena.machine.isLosable);
  }

  /** Whether some of its parameters have moved without the others since. */
  get isSplit(): boolean {
    return this.#changes.count !== this.#seen && this.#haveParted();
  }

  #haveParted(): boolean {
    this.#seen = this.#changes.count;
    return this.clocks.some(({ members }, k) => members !== this.#members[k]);
  }
}

/** What steps each of some parameters, of a rule that is more than a kernel. */
type StepsOf = (bindings: readonly Binding[], runOf: (binding: Binding) => Run, move: Move) => Run[];

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
  const groups = groupsOf(bindings, ({ tensor }) => tensor.clock).flatMap(([clock, some]) => {
    // What is carried depends on a group's options.
    if (!carries(clock)) return [[clock, some] as const];
    return groupsOf(some, ({ tensor }) => tensor.span.group).map(([, few]) => [clock, few] as const);
  });
  return groups.map(([clock, some]) => {
    if (some.length === clock.members) return clock;
    clock.leave(some.length);
    const own = new Clock(clock.steps, some.length, clock.changes, clock.carried);
    for (const { tensor } of some) tensor.clock = own;
    return own;
  });
}

/** Gives parameters of one count one clock, where nothing is carried beside it; whether there were more. */
export function join(clocks: readonly Clock[], bindings: readonly Binding[]): boolean {
  if (clocks.length < 2 || carries(clocks[0])) return false;
  const joined = new Map(clocks.map(({ steps, changes }) => [steps, new Clock(steps, 0, changes)]));
  if (joined.size === clocks.length) return false;
  for (const { tensor } of bindings) {
    const clock = joined.get(tensor.clock.steps) as Clock;
    tensor.clock.leave();
    tensor.clock = clock;
    clock.members++;
  }
  return true;
}

function carries({ carried }: Clock): boolean {
  return Object.keys(carried).length > 0;
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
