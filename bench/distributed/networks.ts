import type { Constants } from "./model.js";
import { constantsOf, type Results } from "./results.js";
import { ALONE } from "./ways.js";

/** Links between machines: nominal rates, and a message's time as it is usual for TCP, and for what goes past the kernel. */
export const NETWORKS = [
  { name: "10 GbE", alpha: 20e-6, bandwidth: 1.25e9 },
  { name: "100 Gb/s", alpha: 2e-6, bandwidth: 12.5e9 },
];

export const RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];
export const SIZES = [1e6, 1e7, 1e8];

export interface Network extends Constants {
  readonly name: string;
}

/** This machine's sum and update, over each of them. */
export function networksOf(results: Results): Network[] {
  return NETWORKS.map((network) => ({ ...constantsOf(results, ALONE), ...network }));
}
