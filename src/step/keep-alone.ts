import type { Tensor } from "../memory/tensor.js";
import type { Store } from "./store.js";

/** Keeps these parameters and no others. */
export function keepAlone(store: Store, tensors: readonly Tensor[]): void {
  store.tensors.clear();
  store.admit(tensors);
}
