/** The step count of tensors that have always moved together. */
export class Clock {
  constructor(
    public steps: number,
    /** How many tensors have it; none where it is no longer in use. */
    public members: number,
    /** Of all clocks beside it. */
    readonly changes: Changes,
  ) {}

  /** Tensors go over to another, or go. */
  leave(count = 1): void {
    this.members -= count;
    this.changes.count++;
  }
}

/** How often tensors have left their clocks: what was planned by them may not hold any more. */
export interface Changes {
  count: number;
}
