import { DECAY, GAIN, HIGH, KEEP, L2, LOW, SCALE } from "../kernels/scalars.js";
import { isSingle, round, type Floats } from "../numbers.js";
import type { Kernel } from "./kernels.js";

/** So many elements are set aside at once. */
const PART = 64;

/**
 * A full kernel made of the plain one, operation by operation: that is given gradients as they are after the options,
 * and −0 for the parameters, to which its steps are added as they are. One that moves them itself is given them decayed.
 */
export function fullOf(plain: Kernel, x: Floats, moves = false): Kernel {
  const part: number[] = [];
  const kept = x.slice(0, 2 * PART);
  const single = isSingle(x);
  const lessDecay = (value: number, decay: number, p = value): number =>
    decay === 0 ? value : round(single, value - round(single, decay * p));
  return (ranges) => {
    const last = ranges.length - 1;
    const k = ranges[last];
    const count = ranges[last - 1];
    for (let at = 0; at < count; at += PART) {
      for (let j = 0; j < last; j++) part[j] = ranges[j] + at;
      const n = Math.min(PART, count - at);
      part[last - 1] = n;
      part[last] = k;
      const params = part[0];
      const grads = part[1];
      const average = part[last - 2];
      for (let i = 0; i < n; i++) {
        const p = x[params + i];
        const g = x[grads + i];
        kept[i] = p;
        kept[PART + i] = g;
        let clipped = round(single, x[k + SCALE] * g);
        if (clipped > x[k + HIGH]) clipped = x[k + HIGH];
        if (clipped < x[k + LOW]) clipped = x[k + LOW];
        x[grads + i] = x[k + L2] === 0 ? clipped : clipped + round(single, x[k + L2] * p);
        x[params + i] = moves ? lessDecay(p, x[k + DECAY]) : -0;
      }
      plain(part);
      for (let i = 0; i < n; i++) {
        const p = kept[i];
        const step = x[params + i];
        x[grads + i] = kept[PART + i];
        if (!moves) x[params + i] = p + lessDecay(step, x[k + DECAY], p);
        if (x[k + GAIN] !== 0)
          x[average + i] = round(single, x[k + KEEP] * x[average + i]) + round(single, x[k + GAIN] * x[params + i]);
      }
    }
  };
}
