import type { Element } from "../../numbers.js";

/** The decades that gradients reach on both sides of 1: so far that squares are still numbers of the type. */
const DECADES = { 4: 12, 8: 60 } as const;
const SUBNORMAL = { 4: 2 ** -140, 8: 2 ** -1060 } as const;

/** The gradient of an element at step t = 1, 2, …: each of eight neighbours has a hardness of its own. */
export function hardGradient(i: number, t: number, element: Element, random: () => number): number {
  const plain = random() * 2 - 1;
  const turning = t % 2 === 0 ? 1 : -1;
  switch (i % 8) {
    case 0:
      return plain;
    case 1:
      return turning * (1 + plain / 8);
    case 2:
      return t % 5 === 0 ? plain : turning < 0 ? -0 : 0;
    case 3:
      return t < 10 ? 0 : plain;
    case 4:
      return plain * 10 ** Math.round((random() * 2 - 1) * DECADES[element]);
    case 5:
      return turning * Math.ceil(random() * 100) * SUBNORMAL[element];
    case 6:
      return 0.25;
    default:
      return plain * 10 ** (t < 5 ? 3 : -3);
  }
}
