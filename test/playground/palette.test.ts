import { describe, expect, it } from "vitest";
import { DARK, LIGHT } from "../../playground/src/parts/palette.js";

type Triple = readonly number[];

/** What is seen without one kind of cones, in linear light (Machado, Oliveira & Fernandes 2009). */
const SIGHTS: Readonly<Record<string, Triple>> = {
  "all cones": [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

describe.each([
  ["light", LIGHT, "#f3f7f8"],
  ["dark", DARK, "#151d21"],
])("the %s colours of the paths", (_, colours, ground) => {
  it.each(Object.keys(SIGHTS))("are 20 apart in CIELAB, each from each, with %s", (sight) => {
    const seen = colours.map((colour) => lab(through(SIGHTS[sight], linear(colour))));
    const distances = seen.flatMap((a, k) => seen.slice(0, k).map((b) => Math.hypot(...a.map((x, i) => x - b[i]))));
    expect(Math.min(...distances)).toBeGreaterThan(20);
  });

  it("stand out from the ground as lines must, 3 to 1", () => {
    const lightness = (colour: string) => luminance(linear(colour)) + 0.05;
    const contrasts = colours.map((colour) => lightness(colour) / lightness(ground));
    expect(Math.min(...contrasts.map((each) => Math.max(each, 1 / each)))).toBeGreaterThan(2.95);
  });
});

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function through(sight: Triple, colour: Triple): Triple {
  return [0, 3, 6].map((row) => {
    const sum = colour.reduce((all, value, k) => all + sight[row + k] * value, 0);
    return Math.min(1, Math.max(0, sum));
  });
}

function luminance([r, g, b]: Triple): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function lab(colour: Triple): Triple {
  const [r, g, b] = colour;
  const bend = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = bend((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = bend(luminance(colour));
  const z = bend((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
