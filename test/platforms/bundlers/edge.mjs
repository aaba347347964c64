// Bundles entry.js of a folder into bundle.mjs for an edge runtime: its condition, and compiled modules left to be imported.
const CONDITION = "workerd";
const COMPILED = /\.wasm\?module$/;

const bundlers = {
  async vite(folder) {
    const { build } = await import("vite");
    const rolldownOptions = { input: `${folder}/entry.js`, external: COMPILED, output: { entryFileNames: "bundle.mjs" } };
    await build({
      root: folder,
      configFile: false,
      logLevel: "error",
      resolve: { conditions: [CONDITION] },
      build: { outDir: folder, emptyOutDir: false, modulePreload: false, rolldownOptions },
    });
  },
  async rolldown(folder) {
    const { rolldown } = await import("rolldown");
    const input = { input: `${folder}/entry.js`, external: COMPILED, resolve: { conditionNames: [CONDITION, "import"] } };
    const bundle = await rolldown(input);
    await bundle.write({ file: `${folder}/bundle.mjs` });
  },
  async rollup(folder) {
    const { rollup } = await import("rollup");
    // Rollup alone does not read "sideEffects" in package.json.
    const bundle = await rollup({ input: `${folder}/entry.js`, external: COMPILED, treeshake: { moduleSideEffects: false } });
    await bundle.write({ file: `${folder}/bundle.mjs` });
  },
  async webpack(folder) {
    const { default: webpack } = await import("webpack");
    const options = {
      mode: "production",
      target: "es2022",
      context: folder,
      entry: "./entry.js",
      resolve: { conditionNames: [CONDITION, "import"] },
      externals: ({ request }, done) => (COMPILED.test(request) ? done(null, request, "module") : done()),
      experiments: { outputModule: true },
      output: { path: folder, filename: "bundle.mjs", module: true },
    };
    await new Promise((resolve, reject) => {
      webpack(options, (error, stats) => (error || stats.hasErrors() ? reject(error ?? stats.toString("errors-only")) : resolve()));
    });
  },
};

const [name, folder] = process.argv.slice(2);
await bundlers[name](folder);
