import type { Carried } from "./layout.js";

/** The step count of tensors that have always moved together, and what the rule carries beside it. */
export class Clock {
  /** Its own: each step exchanges it with `next`, what is carried after the step that is under way. */
  carried: Carried;
  next: Carried;

  constructor(
    public steps: number,
    /** How many tensors have it; none where it is no longer in use. */
    public members: number,
    /** Of all clocks beside it. */
    readonly changes: Changes,
    carried: Readonly<Carried> = {},
  ) {
    this.carried = { ...carried };
    this.next = { ...carried };
  }

  /** Tensors go over to another, or go. */
  leave(count = 1): void {
    this.members -= count;
    this.changes.count++;
  }

  /** The carried numbers of this step are those of the next. */
  carry(): void {
    const { carried } = this;
    this.carried = this.next;
    this.next = carried;
  }
}

/** How often tensors have left their clocks: what was planned by them may not hold any more. */
export interface Changes {
  count: number;
}
