/**
 * 64 bits that bytes have, as a text: two sums that are multiplied by an odd number and turned at each word, so that each word
 * counts at its place. It tells differences by mistake, not by intent, and at any address: `crypto.subtle` is there in pages of https alone.
 */
export function digestOf(blocks: readonly Uint8Array[]): string {
  let [a, b] = [0x9e37_79b9, 0x85eb_ca6b];
  let length = 0;
  for (const block of blocks) {
    const count = block.length >>> 2;
    const words = block.byteOffset % 4 === 0 ? block : block.slice();
    const view = new Uint32Array(words.buffer, words.byteOffset, count);
    const add = (word: number) => {
      a = Math.imul(a ^ word, 0x01b8_73c5);
      a ^= a >>> 15;
      b = Math.imul((b << 13) | (b >>> 19), 5) + word + 0x6546_b64d;
      b = Math.imul(b, 0x2c1b_3c6d) | 0;
    };
    for (let i = 0; i < count; i++) add(view[i]);
    for (let i = count * 4; i < block.length; i++) add(block[i]);
    length += block.length;
  }
  a ^= length;
  b ^= a >>> 7;
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
