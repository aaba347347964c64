import type { Connection, Subscribed } from "./connection.js";
import type { Terms } from "./records.js";
import type { Run } from "./run.js";
import { isPassing, pause, PATIENCE } from "./store.js";

/** Joins a run whose records have been read: this member's name is its own from here on. Throws where it cannot be. */
export async function join(run: Run): Promise<void> {
  const { store, name, global } = run;
  const { session } = store;
  for (;;) {
    while (await run.read());
    const holder = run.ledger.members.get(name)?.session;
    const taken = holder !== undefined && (await store.isAlive(holder));
    const replaces = taken || holder === undefined ? null : holder;
    // Also where it is in vain: the others are to know.
    const seq = await store.append("join", name, { ...global.terms, session, replaces });
    requireAlike(global.terms, run.ledger.terms);
    if (taken)
      throw new TypeError(`${JSON.stringify(name)} is in the run already, by another connection: take another name`);
    while (run.seq < seq) if (!(await run.read())) await pause(1);
    if (run.ledger.members.get(name)?.session === session) return;
  }
}

/** All members of a run have the same version, options and model. */
function requireAlike(mine: Terms, theirs: Terms): void {
  for (const [term, what] of [
    ["version", "version (of records / of optim-wasm)"],
    ["options", "options of Rounds and of the outer optimizer"],
    ["shapes", "model: names, types or lengths, by their digest"],
  ] as const)
    if (mine[term] !== theirs[term])
      throw new RangeError(`this run has another ${what}: there ${theirs[term]}, here ${mine[term]}`);
}

/** Longest between two looks, in ms: what is published wakes at once, and may have been missed. */
const LONGEST = 1000;

/** Reads on while a member is in a run, and answers those who ask whether it lives. */
export class Following {
  #subscribed: Subscribed[] = [];
  #ended = false;
  #wake = () => {};
  /** When the next look is due without being woken: soon, where something has been published that is not stored yet. */
  #wait = LONGEST;

  constructor(
    readonly run: Run,
    connection: Connection,
    readonly changed: () => void,
    readonly failed: (error: unknown) => void,
  ) {
    const { subject, session } = run.store;
    const heard = () => {
      this.#wait = 1;
      this.#wake();
    };
    this.#subscribed = [
      connection.subscribe(`${subject}.alive.${session}`, { callback: (_, message) => void message.respond() }),
      connection.subscribe(`${subject}.log.>`, { callback: heard }),
    ];
  }

  /** Until it is ended. */
  async follow(): Promise<void> {
    const { run, changed } = this;
    while (!this.#ended) {
      try {
        if (await run.read()) changed();
        else await this.#next();
      } catch (error) {
        if (!isPassing(error) || run.store.connection.isClosed()) return this.#ended ? undefined : this.failed(error);
        await pause(PATIENCE);
      }
    }
  }

  end(): void {
    this.#ended = true;
    this.#wake();
    if (!this.run.store.connection.isClosed()) for (const each of this.#subscribed) each.unsubscribe();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
