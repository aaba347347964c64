/** ‖p‖/(‖u‖ + eps) by the squares of both norms; 1 where one is 0. */
export function ratioOf(pp: number, uu: number, share = 1, eps = 0): number {
  return pp === 0 || uu === 0 ? 1 : (share * Math.sqrt(pp)) / (Math.sqrt(uu) + eps);
}
