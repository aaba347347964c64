// Bundles entry.js of a folder into bundle.mjs for an edge runtime: compiled modules are left to be imported.
const CONDITION = "workerd";
const COMPILED = /\.wasm\?module$/;

const bundlers = {
  async vite(folder) {
    const { build } = await import("vite");
    const output = { entryFileNames: "bundle.mjs" };
    const rolldownOptions = { input: `${folder}/entry.js`, external: COMPILED, output };
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
    const resolve = { conditionNames: [CONDITION, "import"] };
    const bundle = await rolldown({ input: `${folder}/entry.js`, external: COMPILED, resolve });
    await bundle.write({ file: `${folder}/bundle.mjs` });
  },
  async rollup(folder) {
    const { rollup } = await import("rollup");
    // Rollup alone does not read "sideEffects" in package.json.
    const treeshake = { moduleSideEffects: false };
    const bundle = await rollup({ input: `${folder}/entry.js`, external: COMPILED, treeshake });
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
      webpack(options, (error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString("errors-only")));
        else resolve();
      });
    });
  },
};

const [name, folder] = process.argv.slice(2);
await bundlers[name](folder);
