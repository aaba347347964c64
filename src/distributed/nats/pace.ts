import type { Waiting } from "./options.js";
import type { Run } from "./run.js";

/** How long, in ms, a member may compute before messages have their turn. */
const BREATH = 50;

/** Lets messages have their turn, now and then. */
export class Breath {
  #since = performance.now();

  take(): void | Promise<void> {
    const now = performance.now();
    if (now - this.#since < BREATH) return;
    this.#since = now;
    return turn();
  }
}

/** Not by a timer: those of a page in the background have a turn in a second. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const taken = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", taken, { once: true });
    port1.start();
    port2.postMessage(0);
  });
}

/** Times in ms: between members, who could close a round all at once; until it is tried again; between looks. */
const APART = 40;
const AGAIN = 2000;
const LOOK = 1000;

/** What a member that waits does about its round; tells how long nothing more is to be done. */
export function closing(
  run: Run,
  { deadline, onWaiting }: { deadline: number; onWaiting: (waiting: Waiting) => void },
): () => number {
  let told = false;
  let asked = -Infinity;
  let since: number | undefined;
  return () => {
    const { ledger, begun, name, store } = run;
    // Its own record is among those to be read first.
    if (!ledger.ready.has(name) && !ledger.out.has(name)) return LOOK;
    const now = performance.now();
    const left = begun === undefined ? Infinity : begun + deadline - now;
    if (ledger.missing.length > 0 && left > 0) {
      since = undefined;
      return Math.min(left, LOOK);
    }
    const { round, missing } = ledger;
    if (!ledger.hasQuorum) {
      if (!told) onWaiting({ round, missing, ready: ledger.sorted.map(([each]) => each), quorum: ledger.quorum });
      told = true;
      return LOOK;
    }
    since ??= now;
    const place = ledger.sorted.findIndex(([each]) => each === name);
    const due = Math.max(since + APART * (place < 0 ? ledger.ready.size : place), asked + AGAIN);
    if (now < due) return due - now;
    asked = now;
    store.append("close", name, { session: store.session, round }).catch((error) => run.told.onFailure(error));
    return AGAIN;
  };
}
