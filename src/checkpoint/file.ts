import { ACCUMULATED, ASIDE, AVERAGE } from "../memory/layout.js";
import type { Floats } from "../numbers.js";
import type { Internals } from "../internals.js";
import { requireOwn } from "../step/averages.js";
import { HELD, IDLE } from "../step/phase.js";
import { writeModel } from "./model.js";
import type { Bytes, Header, Metadata } from "./header.js";
import type { Receiver } from "./reader.js";
import type { Size } from "./pairs.js";
import type { WhoseShard } from "./ranges.js";
import { restoring, tensorName, type Restoring } from "./restoring.js";
import { draftFile, piecesOf, type Draft } from "./safetensors.js";
import { readSaved, requireNoPart, writeSaved, type Saved } from "./saved.js";
import type { Loaded, LoadOptions } from "./ways.js";

export { tensorName } from "./restoring.js";

/** State, counts and hyper-parameters as a file, and the parameters where they are given; of a rank's part, whose it is. */
export function draft(from: Internals, who: string, params?: unknown, shard?: WhoseShard): Draft {
  const values = params === undefined ? [] : writeModel(params, from.store.tied);
  return draftFile([...statesOf(from, who), ...values], writeSaved(from, shard));
}

/** All arrays of an optimizer's state, by their names in files. */
export function statesOf(from: Internals, who: string): [name: string, values: Floats][] {
  const tensors = [...from.store.tensors.values()];
  for (const tensor of tensors) if (tensor.aside === undefined) requireOwn(tensor, who);
  const states = tensors.flatMap((tensor) =>
    from.store.layout.slots
      .filter((slot) => (slot === AVERAGE ? tensor.averaged : slot !== ACCUMULATED || tensor.gathered))
      .map((slot): [string, Floats] => [tensorName(tensor.name, slot), tensor.state(slot)]),
  );
  for (const { name, aside } of tensors) if (aside !== undefined) states.push([tensorName(name, ASIDE), aside]);
  return states;
}

/** Bytes of a piece. */
const PIECE = 4 << 20;

/** The pieces of a file. Throws where the optimizer is no longer as it was when `isSame` was made. */
export function* parts(file: Draft, isSame: () => boolean): Generator<Uint8Array<ArrayBuffer>, void> {
  const pieces = piecesOf(file, PIECE);
  for (let left = file.size; left > 0;) {
    if (!isSame())
      throw new TypeError("the optimizer has changed since saveParts: take all pieces before the next update, or save");
    const piece = pieces.next().value as Uint8Array<ArrayBuffer>;
    left -= piece.length;
    yield piece;
  }
}

/** Whether the state is the same as now, asked later. */
export function watch({ store, counts }: Internals): () => boolean {
  const { iterations, microSteps } = counts;
  const then = [...store.tensors.values()].map((tensor) => ({ tensor, ...tensor }));
  return () =>
    (counts.phase.now === IDLE || counts.phase.now === HELD) &&
    counts.iterations === iterations &&
    counts.microSteps === microSteps &&
    store.tensors.size === then.length &&
    // Whatever sets counts anew gives clocks anew.
    then.every(
      ({ tensor, clock, swapped }) =>
        store.tensors.get(tensor.name) === tensor && tensor.clock === clock && tensor.swapped === swapped,
    );
}

/** An optimizer that goes on from a file, which comes in whatever pieces. */
export class Loading implements Receiver {
  readonly #who: string;
  readonly #into: Internals;
  readonly #ways: LoadOptions;
  #saved: Saved | undefined;
  #header: Header | undefined;
  #restoring: Restoring | undefined;
  /** Numbers whose goals can be seen from outside, while the file is not yet known to be right. */
  #waiting: ReadonlyMap<string, Floats> | undefined;

  constructor(who: string, into: Internals, ways: LoadOptions) {
    this.#who = who;
    this.#into = into;
    this.#ways = ways;
  }

  readonly judge = (metadata: Metadata): void => {
    this.#saved = readSaved(metadata, this.#into);
    requireNoPart(metadata);
  };

  readonly open = (header: Header, complete: boolean): ReadonlyMap<string, Floats> => {
    this.#header = header;
    return this.#during(() => this.#open(complete));
  };

  /** The file is there, and right. */
  end(): Loaded {
    return this.#during(() => this.#end());
  }

  /** What may call back; between pieces the caller may go on. */
  #during<Result>(act: () => Result): Result {
    return this.#into.counts.phase.during(this.#who, act, true);
  }

  #open(complete: boolean): ReadonlyMap<string, Floats> {
    const found = (this.#restoring = this.#look());
    const goals = [...found.goals];
    if (complete && !found.mayRefuse) {
      found.agree();
      found.commit();
      return new Map(goals.map(([name, { values }]) => [name, values]));
    }
    const waiting = new Map(
      goals.map(([name, { values, hidden }]) => [
        name,
        // Of state that is kept smaller too.
        hidden ? values : new (values.constructor as Float32ArrayConstructor)(values.length),
      ]),
    );
    return (this.#waiting = waiting);
  }

  #end(): Loaded {
    const found = this.#restoring as Restoring;
    // A second look, for the caller may have gone on while the file came in.
    if (this.#waiting) return carryOut([[this.#look(found.added), this.#waiting]])[0];
    found.settle();
    return found.names;
  }

  #look(placed?: Restoring["added"]): Restoring {
    const sizes = new Map((this.#header as Header).places.map((place) => [place.name, place]));
    return restoring(this.#into, this.#saved as Saved, sizes, this.#ways, placed);
  }
}

/** Has an optimizer go on from arrays: of state, by `tensorName`, and of parameters, by `paramName`. */
export function restore(
  into: Internals,
  saved: Saved,
  tensors: ReadonlyMap<string, Floats>,
  ways?: LoadOptions,
): Loaded {
  return carryOut([[restoring(into, saved, sizesOf(tensors), ways), tensors]])[0];
}

export function sizesOf(tensors: ReadonlyMap<string, Floats>): Map<string, Size> {
  return new Map(
    [...tensors].map(([name, { length, BYTES_PER_ELEMENT }]) => [
      name,
      { length, element: BYTES_PER_ELEMENT as Bytes },
    ]),
  );
}

/** What an optimizer takes, and the numbers for it. */
export type Taking = readonly [found: Restoring, numbers: ReadonlyMap<string, Floats>];

/**
 * Puts numbers at their goals, of one optimizer or of several: before the rest what nobody sees yet, for it may be refused,
 * and then the others. Throws, and has changed nothing, where a schedule or list of any refuses.
 */
export function carryOut(takings: readonly Taking[]): Loaded[] {
  const put = ([found, numbers]: Taking, early: boolean) => {
    for (const [name, { values, hidden }] of found.goals) {
      const from = numbers.get(name) as Floats;
      if (hidden === early && from !== values) values.set(from);
    }
  };
  for (const taking of takings) put(taking, true);
  const undo: (() => void)[] = [];
  try {
    for (const [found] of takings) undo.push(found.agree());
  } catch (error) {
    for (const takeBack of undo.toReversed()) takeBack();
    throw error;
  }
  return takings.map((taking) => {
    const [found] = taking;
    found.commit();
    put(taking, false);
    found.settle();
    return found.names;
  });
}
