/** The step count of tensors that have always moved together. */
export class Clock {
  constructor(
    public steps: number,
    /** How many tensors have it; none where it is no longer in use. */
    public members: number,
  ) {}
}
