import { sparseRows } from "../sparse/sparse-rows.js";
import type { Sparse } from "../model/sparse.js";
import type { TfTensor } from "./tensorflow.js";

/**
 * The gradient of a table by the rows that `gatherRows` took from it. tf disposes of its tensors with those of the other
 * gradients.
 */
export class RowsGradient {
  readonly tensors: TfTensor[] = [];
  /** The gradient of the whole table, where it was used otherwise too. */
  dense: TfTensor | null = null;
  // Not where tf looks for tensors, number by number.
  readonly #rows: ArrayLike<number>[] = [];

  add(rows: ArrayLike<number>, values: TfTensor): void {
    this.#rows.push(rows);
    this.tensors.push(values);
  }

  /** As an update takes it; `read` gives a tensor's values. */
  gradient(read: (tensor: TfTensor) => Float32Array): Sparse | Float32Array {
    const { dense, tensors } = this;
    if (dense === null) return this.#sparse(read);
    const sum = read(dense).slice();
    tensors.forEach((tensor, k) => {
      const rows = this.#rows[k];
      const values = read(tensor);
      const width = values.length / rows.length;
      for (let j = 0; j < rows.length; j++)
        for (let i = 0; i < width; i++) sum[rows[j] * width + i] += values[j * width + i];
    });
    return sum;
  }

  #sparse(read: (tensor: TfTensor) => Float32Array): Sparse {
    const { tensors } = this;
    if (tensors.length === 1) return sparseRows(this.#rows[0], read(tensors[0]));
    const rows = this.#rows.flatMap((some) => Array.from(some));
    const values = new Float32Array(tensors.reduce((count, { size }) => count + size, 0));
    let at = 0;
    for (const tensor of tensors) {
      values.set(read(tensor), at);
      at += tensor.size;
    }
    return sparseRows(rows, values);
  }
}
