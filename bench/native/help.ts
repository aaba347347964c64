export const HELP = `npm run bench:native -- [options]

Every optimizer against the same rule in C (gcc -O3; SSE2, AVX2, AVX-512) on the same memory, and against PyTorch and
DeepSpeed where Python has them, in turns within one run. Prints ratios and writes bench/results/native.json.
The environment's PYTHON names the Python to ask; python3 without it. The package must be built.

  --quick        the same cells with shorter measurements
  --only NAME    one optimizer; writes nothing
  --help         this text`;
