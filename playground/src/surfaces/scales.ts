import type { NumberSpec } from "optim-wasm";

/** How the places of a slider, 0 to 100, stand for the numbers that an option may be. */
export interface Scale {
  toValue(place: number): number;
  toPlace(value: number): number;
}

/** Decades that a rate and what else has no upper end cover; the place 0 is 0. */
const DECADES = 6;
const NINES = 5;

export function scaleOf(name: string, spec: NumberSpec): Scale {
  if (spec.below !== undefined) return shares;
  if (spec.max !== undefined) return linear(Math.max(spec.min, -10), spec.max);
  if (spec.min === -Infinity) return linear(spec.default - 1, spec.default + 1);
  const most = name === "lr" ? 10 : spec.default === 0 ? 1 : spec.default * 100;
  return logarithmic(most, spec.fixed === true, spec.min);
}

/** Numbers in [0, 1): as many nines as there are fifths of the way. */
const shares: Scale = {
  toValue: (place) => (place === 0 ? 0 : 1 - short(10 ** ((-NINES * place) / 100))),
  toPlace: (value) => (Math.log10(1 - Math.min(value, 1 - 10 ** -NINES)) / -NINES) * 100,
};

function linear(from: number, to: number): Scale {
  return {
    toValue: (place) => short(from + (place / 100) * (to - from)),
    toPlace: (value) => ((value - from) / (to - from)) * 100,
  };
}

function logarithmic(most: number, whole: boolean, least: number): Scale {
  const number = (place: number) => short(most * 10 ** (DECADES * (place / 100 - 1)));
  return {
    toValue: (place) => (place === 0 ? least : whole ? Math.max(least, Math.round(number(place))) : number(place)),
    toPlace: (value) => (value <= 0 ? 0 : (Math.log10(value / most) / DECADES + 1) * 100),
  };
}

/** Two digits. */
function short(value: number): number {
  return Number(value.toPrecision(2));
}
