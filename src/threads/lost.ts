/**
 * A thread of the pool has died, or was held up for ten seconds, inside its part of an update: some elements have moved
 * and some have not. The step is torn: load, restore or reset before the next one.
 */
export class ThreadLost extends Error {
  override get name(): string {
    return "ThreadLost";
  }
}
