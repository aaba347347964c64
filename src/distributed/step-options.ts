/** What one step of all ranks takes. */
export interface StepOptions {
  /** What gradients are multiplied by first, the same on all ranks: 1 / loss scale. Default 1. */
  gradScale?: number;
  /** How many examples this rank's gradients are the mean of: the ranks' mean is weighted by them. Default 1. */
  rows?: number;
}
