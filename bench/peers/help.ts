export const HELP = `npm run bench:peers -- [options]

This library against what a user would take instead, interleaved in one process, by medians, with the error after ten
steps against float64. Prints a table and writes bench/results/peers.json.

  --quick      fewer sizes and shorter measurements, under two minutes
  --only NAME  one peer beside this library; writes nothing
  --help       this text`;
