export const HELP = `npm run bench:training -- [options]

Clip by the global norm, update and average of the parameters: in one fused update, and as separate passes in
WebAssembly SIMD over the same memory, in turns within one run. Checks that both end in the same values, prints
ratios and writes bench/results/training.json.

  --quick        the same sizes with shorter measurements
  --only N       one size; writes nothing
  --help         this text`;
