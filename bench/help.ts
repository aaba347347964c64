export const HELP = `npm run bench -- [options]

Every optimizer against the fastest pure-JavaScript form of the same update, in one process, by medians; then the
nanoseconds of updates with next to nothing to compute, and steps after long zero gradients. Prints tables and which
of the numbers asked are met, and writes bench/results/latest.json.

  --quick        the same cells with shorter measurements
  --only NAME    one optimizer; writes nothing unless --output is given
  --output FILE  writes the results there instead
  --help         this text`;
