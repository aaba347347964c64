/** What an optimizer has counted. */
export interface Counts {
  iterations: number;
  skipped: number;
  /** Calls of `update` since the last step, where several make one. */
  microSteps: number;
  gradNorm: number | undefined;
}
