export const QUIET_32 = 0x7fc00000;
export const QUIET_64 = 0x7ff80000;

/**
 * Writes each NaN of a stretch of numbers as the one pattern that engines agree on: what a NaN carries beside is the
 * machine's. Nothing else is written to.
 */
export function settleNaNs(bytes: Uint8Array, begin: number, end: number, element: number): void {
  if (element === 2) settleHalves(new Uint16Array(bytes.buffer, bytes.byteOffset + begin, (end - begin) / 2));
  else if (element === 4) settle32(new Float32Array(bytes.buffer, bytes.byteOffset + begin, (end - begin) / 4));
  else settle64(new Float64Array(bytes.buffer, bytes.byteOffset + begin, (end - begin) / 8));
}

/** Of bfloat16, the upper half of a float32. */
function settleHalves(x: Uint16Array): void {
  for (let i = 0; i < x.length; i++) if ((x[i] & 0x7fff) > 0x7f80) x[i] = QUIET_32 >>> 16;
}

function settle32(x: Float32Array): void {
  let bits: Uint32Array | undefined;
  for (let i = 0; i < x.length; i++) {
    if (x[i] === x[i]) continue;
    bits ??= new Uint32Array(x.buffer, x.byteOffset, x.length);
    bits[i] = QUIET_32;
  }
}

function settle64(x: Float64Array): void {
  let bits: Uint32Array | undefined;
  for (let i = 0; i < x.length; i++) {
    if (x[i] === x[i]) continue;
    bits ??= new Uint32Array(x.buffer, x.byteOffset, 2 * x.length);
    bits[2 * i] = 0;
    bits[2 * i + 1] = QUIET_64;
  }
}
