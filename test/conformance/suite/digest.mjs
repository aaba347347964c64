import { isNode } from "./maps.mjs";

// Not looked up at each number: Next's edge context takes long for a global.
const { imul } = Math;

/** Two 32-bit FNV-1a sums over the words of the numbers; every NaN counts as the same. */
export class Digest {
  a = 0x811c9dc5;
  b = 0x01234567;
  count = 0;

  map(values, stride = 1) {
    for (const name of Object.keys(values).toSorted()) {
      const value = values[name];
      if (typeof value === "string") continue;
      if (typeof value === "number") this.number(value);
      else if (isNode(value)) this.map(value, stride);
      else for (let i = 0; i < value.length; i += stride) this.number(value[i]);
    }
  }

  optimizer({ state, ema }, params, stride) {
    for (const values of [params, ...Object.values(state), ema]) this.map(values, stride);
  }

  take({ a, b, count }) {
    this.word(a);
    this.word(b);
    this.count += count;
  }

  number(value) {
    this.count++;
    scratch.setFloat64(0, value === value ? value : NaN, true);
    this.word(value === value ? scratch.getUint32(0, true) : 0);
    this.word(value === value ? scratch.getUint32(4, true) : 0x7ff80000);
  }

  word(word) {
    for (let shift = 0; shift < 32; shift += 8) this.byte((word >>> shift) & 255);
  }

  byte(byte) {
    this.a = imul(this.a ^ byte, 0x01000193);
    this.b = imul(this.b ^ byte, 0x01000193) + 1;
  }

  get text() {
    return [this.a, this.b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

const scratch = new DataView(new ArrayBuffer(8));
