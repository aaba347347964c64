import { complain } from "../../options/messages.js";
import { own, requireKnown } from "../../options/read.js";
import type { Format } from "./differences.js";
import type { LeftOut, Round } from "./ledger.js";
import { isMemberName } from "./records.js";

/** A round that has not as many differences as its quorum, though all have come or its time is over. */
export interface Waiting {
  readonly round: number;
  /** Who is ready. */
  readonly ready: readonly string[];
  /** Who is expected and is not ready. */
  readonly missing: readonly string[];
  readonly quorum: number;
}

/** What `Rounds` takes. */
export interface RoundsOptions {
  /** The member's name, which no other member has: up to 64 letters, digits, `-` and `_`. Has no default. */
  name: string;
  /** The run's name on the server, of the same letters: members of one run train one model. Default "rounds". */
  run?: string;
  /** Updates that a member makes alone in each round: a multiple of what the inner optimizer's `accumulate` is. Default 500. */
  every?: number;
  /** How many differences a round needs: with fewer it waits on. Default 1. */
  quorum?: number;
  /**
   * How long a round waits for those who are not ready, in ms, from when a member knows of the first that is. With a
   * quorum it then closes without them. Default 60,000.
   */
  deadline?: number;
  /** What differences travel as: bfloat16 has half the bytes, and 8 bits of each number. Default "float32". */
  type?: Format;
  /** Told of each round that has a result, but for those that a member was away for. Default: nobody. */
  onRound?: (round: Round) => void;
  /** Told of each member that is left out of a round, this one too. Default: nobody. */
  onLeftOut?: (left: LeftOut) => void;
  /** Told once a round, when it waits for its quorum. Default: nobody. */
  onWaiting?: (waiting: Waiting) => void;
}

const KNOWN: Record<keyof RoundsOptions, 0> = {
  name: 0,
  run: 0,
  every: 0,
  quorum: 0,
  deadline: 0,
  type: 0,
  onRound: 0,
  onLeftOut: 0,
  onWaiting: 0,
};
const LETTERS = "1 to 64 letters, digits, - and _";

export function readRoundsOptions(given: unknown): Required<RoundsOptions> {
  requireKnown("Rounds", KNOWN, given);
  const nobody = () => {};
  const read = { ...DEFAULTS, onRound: nobody, onLeftOut: nobody, onWaiting: nobody };
  for (const [name, value] of Object.entries(own(given)))
    if (value !== undefined) Object.assign(read, { [name]: value });
  for (const name of ["name", "run"] as const) if (!isMemberName(read[name])) complain(name, LETTERS, read[name]);
  requireAbove("every", read.every, Number.isSafeInteger);
  requireAbove("quorum", read.quorum, Number.isSafeInteger);
  requireAbove("deadline", read.deadline, Number.isFinite);
  if (!["float32", "bfloat16"].includes(read.type)) complain("type", '"float32" or "bfloat16"', read.type, RangeError);
  for (const name of ["onRound", "onLeftOut", "onWaiting"] as const)
    if (typeof read[name] !== "function") complain(name, "a function", read[name]);
  return read;
}

const DEFAULTS = {
  name: "",
  run: "rounds",
  every: 500,
  quorum: 1,
  deadline: 60_000,
  type: "float32" as Format,
};

/** A number above 0. */
export function requireAbove(name: string, value: unknown, isOne: (value: unknown) => boolean): void {
  const kind = isOne === Number.isSafeInteger ? "a whole" : "a finite";
  const Failure = typeof value === "number" ? RangeError : TypeError;
  if (!isOne(value) || (value as number) <= 0) complain(name, `${kind} number above 0`, value, Failure);
}

/** What one call of `step` may have beside. */
export interface StepOptions {
  /** Rows of data that the gradients are of: a member's part in the mean is by all its rows of the round. Default 1. */
  rows?: number;
  /** What gradients are multiplied by first, as in `update`. Default 1. */
  gradScale?: number;
}

export function readStepOptions(given: unknown): Required<StepOptions> {
  requireKnown("step", { rows: 0, gradScale: 0 }, given);
  const { rows = 1, gradScale = 1 } = own(given) as StepOptions;
  requireAbove("rows", rows, Number.isSafeInteger);
  return { rows, gradScale };
}
