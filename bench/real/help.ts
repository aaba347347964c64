export const HELP = `npm run bench:real -- [options]

Three tasks from beginning to end, wasm against JavaScript: whole time, the optimizer's share, final quality.
Prints tables and writes bench/results/real.json.

  --quick      fewer steps and one round, under a minute
  --only NAME  one task (classifier, skip-gram, fine-tuning); writes nothing
  --help       this text`;
