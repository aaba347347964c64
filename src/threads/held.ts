/**
 * Bytes that helpers hold, beside the latest memory. Sending one anew costs the calling thread 5 µs, Emerald Rapids, and
 * helpers come to its next update some 100 µs late.
 */
const ROOM = 128e6;
/** Memories are scarce in browsers (Chromium 125, Firefox 999 alive). */
const MOST = 32;

/**
 * Which memories the helpers hold: those that were used last. Within one turn nobody is told that a memory was dropped, so
 * what helpers hold must have a bound of its own.
 */
export class Held {
  /** Bytes by the memory's number, the one used last at the end. */
  readonly #bytes = new Map<number, number>();
  #latest = -1;
  #sum = 0;

  /** Whether they hold it, which is used now. */
  use(id: number): boolean {
    if (id === this.#latest) return true;
    const bytes = this.#bytes.get(id);
    if (bytes === undefined) return false;
    this.#bytes.delete(id);
    this.#bytes.set(id, bytes);
    this.#latest = id;
    return true;
  }

  /** Takes a memory in; the numbers of those that go for it. */
  take(id: number, bytes: number): number[] {
    const gone: number[] = [];
    for (const first of this.#bytes.keys()) {
      if (this.#bytes.size < MOST && this.#sum + bytes <= ROOM) break;
      this.drop(first);
      gone.push(first);
    }
    this.#bytes.set(id, bytes);
    this.#sum += bytes;
    this.#latest = id;
    return gone;
  }

  /** Whether it was held, and is not any more. */
  drop(id: number): boolean {
    const bytes = this.#bytes.get(id);
    if (bytes === undefined) return false;
    this.#bytes.delete(id);
    this.#sum -= bytes;
    if (id === this.#latest) this.#latest = -1;
    return true;
  }
}
