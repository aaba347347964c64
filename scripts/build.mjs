// Bundles src into dist, each entry into a file of its own: one file starts soonest, and what others share with it is
// small. Not minified, but for script tags: classes keep their names, and calls the annotations by which bundlers drop an optimizer. For edge
// runtimes, which compile nothing at run time, each source file stays a module and imports the rules' .wasm, so that a
// bundler drops those that are not used.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const ENTRIES = {
  index: "src/index.ts",
  schedules: "src/schedules/index.ts",
  checkpoint: "src/checkpoint/index.ts",
  state: "src/state/index.ts",
  torch: "src/torch/index.ts",
  tfjs: "src/tfjs/index.ts",
  fit: "src/fit/index.ts",
  define: "src/define/index.ts",
  "define/testing": "src/define/testing/index.ts",
  threads: "src/threads/index.ts",
  distributed: "src/distributed/index.ts",
  "distributed/local": "src/distributed/local/index.ts",
  "distributed/threads": "src/distributed/threads/index.ts",
  "distributed/mpi": "src/distributed/mpi/index.ts",
  "distributed/nats": "src/distributed/nats/index.ts",
};
const ELEMENTS = { f32: 4, f64: 8 };

const common = { format: "esm", target: "es2022" };

/** A class that nobody uses may go: for webpack, to which it is not enough that what makes it has no side effects. */
const pureClasses = {
  name: "pure classes",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/src\/optimizers\/[\w-]+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/ extends (\w+\()/, " extends /* @__PURE__ */ $1"),
      loader: "ts",
    })),
};

/** What one entry makes the other takes: by the one copy that the first entry has. */
const SHARED = {
  tfjs: /\/sparse\/sparse-rows\.js$/,
  define: /\/(optimizer|internals|bias|common-options|options\/(specs|messages)|model\/(tree|values)|step\/run)\.js$/,
};
const FLOORS = ["tfjs", "define", "phases"].map((folder) => new RegExp(`/src/${folder}/[^/]+$`));
/** An error is of one class, whichever engine throws it. */
const sharedError = {
  name: "shared error",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\.\.\/rank-lost\.js$/ }, () => ({ path: "../distributed.js", external: true })),
};
const sharedWithIndex = (entry) => ({
  name: "shared with index",
  setup: ({ onResolve }) => {
    if (SHARED[entry])
      onResolve({ filter: SHARED[entry] }, ({ importer }) =>
        FLOORS.some((floor) => floor.test(importer.replaceAll("\\", "/")))
          ? { path: "./index.js", external: true }
          : undefined,
      );
  },
});

rmSync("dist", { recursive: true, force: true });
// The maps name the sources, which are shipped once, beside dist.
const maps = { sourcemap: true, sourcesContent: false };
const peers = ["@nats-io/*"];
const bundled = { ...common, bundle: true, ...maps, external: peers, outdir: "dist" };
for (const [name, file] of Object.entries(ENTRIES)) {
  await build({
    ...bundled,
    entryPoints: { [name]: file },
    plugins: [pureClasses, sharedWithIndex(name), sharedError],
  });
}

// The command, and what it compiles rules with.
await build({
  ...common,
  bundle: true,
  platform: "node",
  external: ["assemblyscript"],
  entryPoints: ["scripts/cli.ts"],
  outdir: "dist",
});
chmodSync("dist/cli.js", 0o755);
mkdirSync("dist/compiler/assembly", { recursive: true });
for (const file of [
  "asconfig.json",
  "transform.mjs",
  ...["lanes.ts", "loop.ts", "scalars.ts"].map((each) => `assembly/${each}`),
])
  copyFileSync(file, `dist/compiler/${file}`);

// For script tags: the first entry in one minified file, as a module and as a global. Classes keep their names here too.
const single = { ...common, bundle: true, minify: true, keepNames: true, entryPoints: ["src/index.ts"] };
await build({ ...single, outfile: "dist/optim-wasm.min.js" });
await build({ ...single, format: "iife", globalName: "optimWasm", outfile: "dist/optim-wasm.iife.min.js" });

const modules = readdirSync("src", { recursive: true })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("kernels/wasm/") && !file.startsWith("threads/"));
await build({ ...common, entryPoints: modules.map((file) => `src/${file}`), outdir: "dist/edge", outbase: "src" });
// Workers compile bytes while they start and never after: what is made then would not run in a request.
writeFileSync(
  "dist/edge/backend/probe.js",
  'export function probe() {\n  throw new TypeError("edge runtimes compile nothing at run time");\n}\n',
);
const kernels = "dist/edge/kernels/wasm";
mkdirSync(kernels, { recursive: true });
for (const file of readdirSync("build/f32").filter((each) => each.endsWith(".wasm"))) {
  const name = file.slice(0, -".wasm".length);
  for (const folder of Object.keys(ELEMENTS))
    copyFileSync(`build/${folder}/${file}`, `${kernels}/${name}.${folder}.wasm`);
  const imports = Object.keys(ELEMENTS).map((folder) => `import ${folder} from "./${name}.${folder}.wasm?module";\n`);
  const members = Object.entries(ELEMENTS).map(([folder, element]) => `${element}: ${folder}`);
  writeFileSync(`${kernels}/${name}.js`, `${imports.join("")}export default { ${members.join(", ")} };\n`);
}
