import { internalsOf, type Optimizer } from "../optimizer.js";
import { read, write, type StateDict } from "./state-dict.js";

export type { StateDict } from "./state-dict.js";

/** State and hyper-parameters in the layout and with the names of PyTorch's `state_dict`. */
export function stateDict(optimizer: Optimizer): StateDict {
  return write(internalsOf("stateDict", optimizer));
}

/**
 * Takes a PyTorch `state_dict`, of arrays in place of tensors. Its parameters are numbered: `names` gives their names
 * in that order, where the dict itself has no `param_names`. Throws before anything is changed.
 */
export function loadStateDict(optimizer: Optimizer, dict: StateDict, names?: readonly string[]): void {
  read(internalsOf("loadStateDict", optimizer), dict, names);
}
