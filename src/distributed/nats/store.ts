import type { NatsConnection } from "@nats-io/nats-core";
import { describe } from "../../options/messages.js";
import type { Connection } from "./connection.js";
import { writeRecord, type Kind, type RecordOf } from "./records.js";

/** A record as it stands in the run's stream. */
export interface Logged {
  readonly seq: number;
  /** What the subject says: of what kind, and by whom. */
  readonly kind: string;
  readonly name: string;
  readonly data: Uint8Array;
}

/** Asked for, or sent, at once. */
const WIDTH = 4;
/** Bytes of a part, as in the object store; of what a message may have, some is for headers. */
const PART = 1 << 17;
const ROOM = 0.75;
/** How long, in ms, another connection may take to say that it lives. */
const ANSWER = 4000;
/** How long, in ms, the next piece of an object may take. */
const STALLED = 15_000;

/**
 * A run on the server: a stream, whose numbers give the records of all members one order, and the parts of differences; and
 * a bucket of objects, for weights. Both are named `rounds_<run>`, the subjects begin with `rounds.<run>`.
 */
export class Store {
  #sent = 0;

  private constructor(
    readonly connection: Connection,
    readonly subject: string,
    readonly session: string,
    readonly engines: Awaited<ReturnType<typeof enginesOf>>,
  ) {}

  static async open(connection: Connection, run: string, session: string): Promise<Store> {
    return new Store(connection, `rounds.${run}`, session, await enginesOf(connection, run));
  }

  /** Writes a record; tells its number. */
  append<Each extends Kind>(kind: Each, name: string, record: RecordOf[Each]): Promise<number> {
    return this.#publish(`${this.subject}.log.${kind}.${name}`, writeRecord(record));
  }

  /** The record that comes after a number, of all kinds or of one. */
  async next(after: number, kind = ">"): Promise<Logged | undefined> {
    const found = await this.#message({ seq: after + 1, next_by_subj: `${this.subject}.log.${kind}` });
    if (!found) return undefined;
    const [which = "", ...name] = found.subject.slice(this.subject.length + ".log.".length).split(".");
    return { seq: found.seq, kind: which, name: name.join(".").slice(0, 64), data: found.data };
  }

  /** Writes bytes in parts; tells their numbers. */
  async send(name: string, bytes: Uint8Array): Promise<number[]> {
    const size = Math.min(PART, Math.floor(ROOM * (this.connection.info?.max_payload ?? PART)));
    return all(Math.ceil(bytes.length / size), (k) =>
      this.#publish(`${this.subject}.part.${name}`, bytes.subarray(k * size, (k + 1) * size)),
    );
  }

  /** Bytes of so many parts; "shape" where there are more or less, "malformed" where one is another's, undefined where one is gone. */
  async fetch(
    name: string,
    parts: readonly number[],
    size: number,
  ): Promise<Uint8Array | "shape" | "malformed" | undefined> {
    // Each part has a byte at least.
    if (parts.length > size) return "shape";
    const bytes = new Uint8Array(size);
    let end = 0;
    for (let k = 0; k < parts.length; k += WIDTH) {
      const found = await Promise.all(parts.slice(k, k + WIDTH).map((seq) => this.#message({ seq })));
      for (const each of found) {
        if (!each) return undefined;
        if (each.subject !== `${this.subject}.part.${name}`) return "malformed";
        if (end + each.data.length > size) return "shape";
        bytes.set(each.data, end);
        end += each.data.length;
      }
    }
    return end === size ? bytes : "shape";
  }

  async put(object: string, bytes: Uint8Array): Promise<void> {
    await this.engines.objects.putBlob({ name: object }, bytes);
  }

  /** Null where it is gone, also while it is read. */
  async get(object: string): Promise<Uint8Array | null> {
    const found = await this.engines.objects.get(object);
    if (!found) return null;
    const bytes = new Uint8Array(found.info.size);
    const reader = found.data.getReader();
    for (let end = 0; ;) {
      const read = await within(STALLED, reader.read());
      if (!read || read.done) {
        if (!read) await within(STALLED, reader.cancel());
        return end === bytes.length ? bytes : null;
      }
      bytes.set(read.value, end);
      end += read.value.length;
    }
  }

  async drop(object: string): Promise<void> {
    await this.engines.objects.delete(object);
  }

  /** Drops all messages before a number. */
  async forget(seq: number): Promise<void> {
    await this.engines.manager.streams.purge(this.engines.stream, { seq });
  }

  /** Whether another connection's session answers. */
  async isAlive(session: string): Promise<boolean> {
    try {
      await this.connection.request(`${this.subject}.alive.${session}`, undefined, { timeout: ANSWER });
      return true;
    } catch (error) {
      if (isPassing(error)) return false;
      throw error;
    }
  }

  async #message(query: { seq: number; next_by_subj?: string }) {
    return this.engines.manager.direct.getMessage(this.engines.stream, query as { seq: number });
  }

  /** Until it is acknowledged, once, however often the connection is lost. */
  async #publish(subject: string, data: Uint8Array): Promise<number> {
    const msgID = `${this.session}-${this.#sent++}`;
    for (;;) {
      try {
        return (await this.engines.client.publish(subject, data, { msgID })).seq;
      } catch (error) {
        if (this.connection.isClosed() || !isPassing(error)) throw error;
        await pause(PATIENCE);
      }
    }
  }
}

/** How long, in ms, after a failure. */
export const PATIENCE = 300;

export function pause(time: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, time);
  });
}

/** Undefined where it takes longer, in ms, or fails. */
function within<Result>(time: number, work: Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve) => {
    const end = (result?: Result) => {
      clearTimeout(timer);
      resolve(result);
    };
    const timer = setTimeout(() => end(), time);
    work.then(end, () => end());
  });
}

/** Whether it is of a connection that may come back, or of nobody there to answer. */
export function isPassing(error: unknown): boolean {
  const { name, cause } = Object(error) as { name?: string; cause?: unknown };
  return PASSING.includes(name ?? "") && (Object(cause) as { name?: unknown }).name !== "PermissionViolationError";
}

const PASSING = [
  "TimeoutError",
  "RequestError",
  "NoRespondersError",
  "JetStreamNotEnabled",
  "ConnectionError",
  "ClosedConnectionError",
];

/** So many pieces of work, some at a time. */
async function all<Result>(count: number, work: (k: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let k = 0; k < count; k += WIDTH) {
    const few = Array.from({ length: Math.min(WIDTH, count - k) }, (_, i) => work(k + i));
    results.push(...(await Promise.all(few)));
  }
  return results;
}

/** What stores for us, loaded when it is needed. */
async function enginesOf(connection: Connection, run: string) {
  const [{ jetstream, jetstreamManager }, { Objm }] = await load();
  const nats = connection as unknown as NatsConnection;
  const stream = `rounds_${run}`;
  const manager = await jetstreamManager(nats);
  const subjects = ["log", "part"].map((each) => `rounds.${run}.${each}.>`);
  await manager.streams.add({ name: stream, subjects, allow_direct: true });
  const objects = await new Objm(nats).create(stream);
  return { client: jetstream(nats), manager, objects, stream };
}

async function load() {
  try {
    const [jetstream, objects] = await Promise.all([import("@nats-io/jetstream"), import("@nats-io/obj")]);
    return [exportsOf(jetstream, "jetstream"), exportsOf(objects, "Objm")] as const;
  } catch (error) {
    const remedy = "npm install @nats-io/jetstream @nats-io/obj";
    throw new TypeError(`Rounds needs @nats-io/jetstream and @nats-io/obj: ${remedy} (${describe(String(error))})`, {
      cause: error,
    });
  }
}

/** Of a CommonJS module: bundlers have all that it exports as its default, Node by name too. */
function exportsOf<Module extends object>(module: Module, one: keyof Module): Module {
  return one in module ? module : (module as unknown as { readonly default: Module }).default;
}
