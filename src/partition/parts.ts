import type { Optimizer } from "../optimizer.js";
import { internalsOf, type Internals } from "../internals.js";
import { matches, readMatch, type Match } from "../options/groups.js";
import { placeInList } from "../model/rows.js";
import { complain, isObject, listed, quote } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";

/** An optimizer of a `Partition`, and what it takes. */
export interface Part {
  /** Which names: a RegExp, a list of them, or a function of the name. Default: all that no part before it takes. */
  match?: Match;
  /** A new optimizer, for this part alone. */
  optimizer: Optimizer;
  /** Whether it may take no name at the first update. Default false. */
  optional?: boolean;
}

/** @internal */
export interface GivenPart {
  readonly optimizer: Optimizer;
  readonly of: Internals;
  readonly match: Match | undefined;
  readonly optional: boolean;
}

/** @internal The parts of a partition, checked: each optimizer is new and there once. */
export function readParts(given: unknown): GivenPart[] {
  if (!Array.isArray(given) || given.length === 0)
    return complain("parts", "a list of { match, optimizer }", given, TypeError);
  const seen = new Set<Internals>();
  const parts = given.map((part: unknown, k) => {
    const place = `parts[${k}]`;
    if (!isObject(part)) complain(place, "{ match, optimizer }", part);
    requireKnown(place, { match: 0, optimizer: 0, optional: 0 }, part);
    const { match, optimizer, optional = false } = own(part);
    const of = internalsOf(`${place}.optimizer`, optimizer as Optimizer);
    if (typeof optional !== "boolean") complain(`${place}.optional`, "true or false", optional);
    const again = seen.has(of) ? "is that of another part" : of.parted ? "is in another Partition" : "";
    if (again) throw new TypeError(`${place}.optimizer ${again}: give each part a new ${of.title}`);
    if (of.store.tensors.size > 0 || of.counts.iterations > 0)
      throw new TypeError(`${place}.optimizer has state already: give a new ${of.title}, and load into the Partition`);
    seen.add(of);
    const read = match === undefined ? undefined : readMatch(`${place}.match`, match);
    return { optimizer: optimizer as Optimizer, of, match: read, optional };
  });
  for (const of of seen) requireUnexamined(of, 0);
  for (const of of seen) {
    of.parted = true;
    // Parts may have one object of shapes, for the names of all.
    of.hyper.named = () => {};
  }
  return parts;
}

/** @internal What is decided for all parts together is no part's alone. */
export function requireUnexamined({ hyper, title }: Internals, k: number): void {
  if (hyper.values[0].nonFinite !== "propagate")
    throw new TypeError(
      `nonFinite of ${title}, parts[${k}], must be "propagate": give it to the Partition, for all parts`,
    );
}

/** @internal Which part takes each name; a name is asked for once. */
export class Routes {
  readonly #parts: readonly GivenPart[];
  readonly #known = new Map<string, number>();
  readonly #hyper: { asked: string };

  /** What is being called back is said to the hyper-parameters, for messages. */
  constructor(parts: readonly GivenPart[], hyper: { asked: string }) {
    this.#parts = parts;
    this.#hyper = hyper;
  }

  /** The number of a name's part; throws where it has none. */
  of(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const found = this.#parts.findIndex(({ match }, k) => {
      this.#hyper.asked = `parts[${k}].match`;
      return match === undefined || matches(match, name);
    });
    this.#hyper.asked = "";
    if (found < 0)
      throw new RangeError(
        `no part matches the parameter ${quote(name)}${rowsIn([name])}: give one that does, or a last part without match`,
      );
    this.#known.set(name, found);
    return found;
  }

  /** Throws for a part that takes none of these names. */
  requireMatches(names: readonly string[]): void {
    const taken = new Set(names.map((name) => this.of(name)));
    this.#parts.forEach(({ optional, of }, k) => {
      if (!optional && !taken.has(k))
        throw new RangeError(
          `parts[${k}], ${of.title}, takes none of ${listed(names)}${rowsIn(names)}: say optional: true if it may`,
        );
    });
  }
}

/** What a match may not know: that each row of a list has a name of its own. */
function rowsIn(names: readonly string[]): string {
  const row = names.find((name) => placeInList(name));
  if (row === undefined) return "";
  const { list } = placeInList(row) as { list: string };
  return `; ${quote(row)} is a row of ${quote(list)}, whose name match does not see: match rows too, by (\\.\\d+)? before the end`;
}
