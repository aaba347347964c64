import type { TfTensor } from "./tensorflow.js";

/** A tensor's values as float32, whatever tf keeps them as. */
export function floatsOfTensor(tensor: TfTensor): Float32Array {
  const values = tensor.dataSync();
  return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
}
