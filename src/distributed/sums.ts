/** Of bytes, in 32 bits. */
export function digestOf(arrays: Iterable<ArrayBufferView>): number {
  let sum = 0x811c9dc5;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    const words = byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, byteLength >> 2) : [byteLength];
    for (let k = 0; k < words.length; k++) sum = mixed(sum, words[k]);
  }
  return sum;
}

export function digestOfText(text: string): number {
  let sum = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) sum = mixed(sum, text.charCodeAt(k));
  return sum;
}

/** One step of FNV-1a, by words. */
export function mixed(sum: number, word: number): number {
  return Math.imul(sum ^ word, 0x01000193) >>> 0;
}
