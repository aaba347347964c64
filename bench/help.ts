export const HELP = `npm run bench -- [options]

Every optimizer against the fastest pure-JavaScript form of the same update, in one process, by medians.
Prints a table and writes bench/results/latest.json.

  --quick        the same cells with shorter measurements, under a minute
  --only NAME    one optimizer; writes nothing unless --output is given
  --output FILE  writes the results there instead
  --help         this text`;
