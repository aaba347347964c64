import { isObject, isWhole } from "../../options/messages.js";

/** What all members must have alike. */
export interface Terms {
  /** Of the records and of the package: what decides about the bits. */
  readonly version: string;
  /** The options that decide about a round, and the outer optimizer's, as a text. */
  readonly options: string;
  /** Names, types and lengths of the model, as a text. */
  readonly shapes: string;
}

/** A member begins; where another connection had the name, it says which it takes the place of. */
export interface Join extends Terms {
  readonly session: string;
  readonly replaces: string | null;
}

/** A member ends. */
export interface Leave {
  readonly session: string;
}

/** A member has trained: where its difference is, or that there is none. */
export interface Ready {
  readonly session: string;
  readonly round: number;
  readonly weight: number;
  /** The places of the messages with its bytes, in order; none where the difference is not finite. */
  readonly parts: readonly number[];
  /** The digest of the weights that it has trained from. */
  readonly base: string;
}

/** A round ends here: what was ready before is in it. */
export interface Close {
  readonly session: string;
  readonly round: number;
}

/** The weights before a round are in the object store; who reads on after `after` knows all. */
export interface Result extends Terms {
  readonly round: number;
  readonly after: number;
  readonly object: string;
  readonly digest: string;
  /** With the round that each was lost in. */
  readonly members: readonly (readonly [name: string, session: string, lost: number | null])[];
}

export type RecordOf = { join: Join; leave: Leave; ready: Ready; close: Close; result: Result };
export type Kind = keyof RecordOf;
/** A record with what kind it is. */
export type Entry = { [Each in Kind]: { readonly kind: Each; readonly is: RecordOf[Each] } }[Kind];

export function writeRecord<Each extends Kind>(record: RecordOf[Each]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === "string";
const isName: Check = (value) => isMemberName(value);
const isList = (value: unknown, each: Check) => Array.isArray(value) && value.every(each);
const TERMS = { version: isText, options: isText, shapes: isText };

const FIELDS: { [Each in Kind]: { [Field in keyof RecordOf[Each]]: Check } } = {
  join: { ...TERMS, session: isName, replaces: (value) => value === null || isName(value) },
  leave: { session: isName },
  ready: {
    session: isName,
    round: isWhole,
    weight: (value) => isWhole(value) && value > 0,
    parts: (value) => isList(value, isWhole),
    base: isText,
  },
  close: { session: isName, round: isWhole },
  result: {
    ...TERMS,
    round: isWhole,
    after: isWhole,
    object: isText,
    digest: isText,
    members: (value) =>
      isList(
        value,
        (each) =>
          Array.isArray(each) &&
          each.length === 3 &&
          isName(each[0]) &&
          isName(each[1]) &&
          (each[2] === null || isWhole(each[2])),
      ),
  },
};

/** What a message says; undefined where it is no record of ours. */
export function readRecord(kind: string, data: Uint8Array): Entry | undefined {
  if (!Object.hasOwn(FIELDS, kind)) return undefined;
  try {
    const is: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
    const right = isObject(is) && Object.entries(FIELDS[kind as Kind]).every(([name, check]) => check(is[name]));
    return right ? ({ kind, is } as unknown as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** Names of members and runs are parts of subjects. */
export function isMemberName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}
