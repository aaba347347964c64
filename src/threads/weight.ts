/** V8 begins a collection when 64 MB more than after the last one hang on what it may collect. */
const ENOUGH = 64 << 20;

type Resizable = new (length: number, options: { maxByteLength: number }) => ArrayBuffer;

/**
 * Weighs as much as a shared memory of `bytes`: to be kept beside it. V8 does not count shared memory, so a loop that
 * makes and drops some never gets it collected: 1.9 GB for 500 maps of 3.8 MB, .1 GB where it is not shared. Nobody
 * touches these pages, so they cost nothing; a resizable buffer does not come from `calloc`, which would clear them.
 */
export function weightOf(bytes: number): ArrayBuffer {
  const length = Math.min(bytes, ENOUGH);
  return new (ArrayBuffer as Resizable)(length, { maxByteLength: length });
}
