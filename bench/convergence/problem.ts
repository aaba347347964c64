/** What is minimized, in the same way by every optimizer. */
export interface Problem {
  readonly name: string;
  /** What it is and where it starts, for the page. */
  readonly about: string;
  readonly steps: number;
  /** Its least value, where that is known: then what is told is how far above it an optimizer is. */
  readonly least?: number;
  begin(): Course;
}

/** A problem on its way. */
export interface Course {
  readonly params: Record<string, Float64Array | Float32Array>;
  readonly grads: Record<string, Float64Array | Float32Array>;
  /** Writes the gradients of step 0, 1, …; returns the value there, of a batch where there are such. */
  slope(step: number): number;
  /** The whole value. */
  value(): number;
}
