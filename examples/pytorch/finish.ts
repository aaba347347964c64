import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Adam, SGD } from "optim-wasm";
import { load, save } from "optim-wasm/checkpoint";

/** The demonstration's runs; demo.py has the same. */
const runs = {
  adamw: () =>
    new Adam({
      lr: 0.01,
      eps: 1e-8,
      epsMode: "corrected",
      weightDecay: 0.1,
      groups: [{ match: /bias$/, lr: 0.02, weightDecay: 0 }],
    }),
  sgd: () => new SGD({ lr: 0.05, momentum: 0.9, l2: 0.1, groups: [{ match: /bias$/, lr: 0.1, l2: 0 }] }),
};

type Model = Record<string, Parameter>;
interface Parameter {
  readonly dtype: "F32" | "F64";
  readonly values: number[];
  /** The loss is the sum of ½·curvature·(value − target)². */
  readonly target: number[];
  readonly curvature: number[];
}

/** Goes on with the state in the file, if there is one, for some steps of the model; writes both back. */
function main([run, steps, stateFile, modelFile]: string[]): void {
  const optimizer = runs[run as keyof typeof runs]();
  if (existsSync(stateFile)) load(optimizer, readFileSync(stateFile));
  const model = JSON.parse(readFileSync(modelFile, "utf8")) as Model;
  const { params, grads } = optimizer.allocate(
    map(model, ({ dtype, values }) => (dtype === "F32" ? Float32Array : Float64Array).from(values)),
  );
  for (let step = 0; step < Number(steps); step++) {
    for (const [name, { target, curvature }] of Object.entries(model)) {
      const round = model[name].dtype === "F32" ? Math.fround : (x: number) => x;
      grads[name].forEach((_, i) => (grads[name][i] = curvature[i] * round(params[name][i] - target[i])));
    }
    optimizer.update(params, grads);
  }
  writeFileSync(stateFile, save(optimizer));
  writeFileSync(
    modelFile,
    JSON.stringify(map(model, (parameter, name) => ({ ...parameter, values: [...params[name]] }))),
  );
}

function map<Out>(model: Model, change: (parameter: Parameter, name: string) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(model).map(([name, parameter]) => [name, change(parameter, name)]));
}

main(process.argv.slice(2));
