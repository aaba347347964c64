// Bundles entry.js of a folder into bundle.cjs, as `webpack --mode production` does.
import webpack from "webpack";

const [context] = process.argv.slice(2);
const options = { mode: "production", context, entry: "./entry.js", output: { path: context, filename: "bundle.cjs" } };

webpack(options, (error, stats) => {
  if (error || stats.hasErrors()) {
    console.error(error ?? stats.toString("errors-only"));
    process.exitCode = 1;
  }
});
