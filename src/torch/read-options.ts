/** How `loadStateDict` reads a dict. */
export interface LoadStateDictOptions {
  /** The parameters' names in the dict's order, where it has no `param_names`. Default: those that it has. */
  names?: readonly string[];
  /**
   * The steps that the optimizer has made, for its schedules, and those of each parameter of which the dict counts none.
   * Default: those of the parameter that has made most; 0 where the dict counts none, as PyTorch's SGD does.
   */
  iterations?: number;
  /**
   * Whether the `weight_decay` of a dict from before `decoupled_weight_decay` is AdamW's. Must be said where it
   * matters. Default: false.
   */
  decoupled?: boolean;
}
