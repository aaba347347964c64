import { readFileSync } from "node:fs";
import * as jax from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import { derivative } from "mathjs";
import { Adam } from "optim-wasm";
import { tfOptimizer } from "optim-wasm/tfjs";

await jax.init("wasm");
jax.defaultDevice("wasm");

/** What the lines at the head of docs/recipes.md find around them, in their order: all of params moves towards 3. */
const scopes = [
  { params: { W: Float32Array.of(6, 5, 4) } },
  {
    params: { W: new Float32Array(4) },
    jit: jax.jit,
    grad: jax.grad,
    tree: jax.tree,
    np: jax.numpy,
    loss: ({ W }) => jax.numpy.square(W.sub(3)).sum(),
  },
  tfScope(tf.variable(tf.zeros([4]))),
  { params: { x: 0 }, derivative },
];

const [head] = readFileSync(new URL("../../docs/recipes.md", import.meta.url), "utf8").split("\n## ");
const ways = [...head.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);
if (ways.length !== scopes.length) throw new Error(`${ways.length} ways to gradients, not ${scopes.length}`);
for (const [k, code] of ways.entries()) {
  const scope = { ...scopes[k], optimizer: new Adam({ lr: 0.1 }) };
  const before = structuredClone(scope.params);
  new Function(...Object.keys(scope), code)(...Object.values(scope));
  const [now, then] = [scope.params, before].map((params) =>
    Object.values(params).flatMap((x) => (x.length ? [...x] : [x])),
  );
  for (const [i, value] of now.entries())
    if (!(Math.abs(value - 3) < Math.abs(then[i] - 3))) throw new Error(`from ${then[i]} to ${value} by\n${code}`);
}
/** The variable's values are read anew each time. */
function tfScope(W) {
  return {
    params: {
      get W() {
        return W.dataSync();
      },
    },
    tf,
    tfOptimizer,
    loss: () => tf.sum(tf.square(tf.sub(W, 3))),
  };
}
console.log(`${ways.length} ways to gradients, each of which leads downhill`);
