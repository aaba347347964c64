import type { Move } from "./move.js";
import type { Plan } from "./plan.js";

/** What a step goes through beside the rule. */
export interface Passes {
  /** Whether gradients are changed: then the step is made by those gathered. Throws for what cannot go through. */
  check(plan: Plan): boolean;
  /** Before a step by gradients times `scale`: what they are to be multiplied by from here on. */
  begin(move: Move, scale: number): number;
  /** After it. */
  end(move: Move): void;
}
