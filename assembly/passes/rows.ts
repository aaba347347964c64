import { VECTOR, bytes } from "../loop";

/** Brings rows of a table together, one after the other; `rows` are `count` numbers of 32 bits. */
export function gather(table: usize, rows: usize, count: usize, width: usize, to: usize): void {
  const size = bytes(width);
  for (let k: usize = 0; k < count; k++) {
    copy(to + k * size, table + load<u32>(rows + (k << 2)) * size, size);
  }
}

/** Puts them back. */
export function scatter(table: usize, rows: usize, count: usize, width: usize, from: usize): void {
  const size = bytes(width);
  for (let k: usize = 0; k < count; k++) {
    copy(table + load<u32>(rows + (k << 2)) * size, from + k * size, size);
  }
}

/** Adds given rows, in their order, each to the row of the sums that `places` says. */
export function sumRows(given: usize, places: usize, count: usize, width: usize, sums: usize): void {
  const size = bytes(width);
  for (let k: usize = 0; k < count; k++) {
    const from = given + k * size;
    const sum = sums + load<u32>(places + (k << 2)) * size;
    let i: usize = 0;
    for (; i + VECTOR <= size; i += VECTOR) v128.store(sum + i, v128.load(sum + i) + v128.load(from + i));
    for (; i < size; i += sizeof<float>()) store<float>(sum + i, load<float>(sum + i) + load<float>(from + i));
  }
}

/** Whole vectors, then the rest. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, size: usize): void {
  let i: usize = 0;
  for (; i + VECTOR <= size; i += VECTOR) v128.store(to + i, v128.load(from + i));
  for (; i < size; i += sizeof<float>()) store<float>(to + i, load<float>(from + i));
}
