// Whom the README compares with: what a rival is called, whose times, over whose.
const over =
  (name) =>
  ({ ratios }) =>
    ratios[name]?.median;

export function rivalsOf({ javascript, peers, torch }) {
  return [
    { label: "TensorFlow.js, wasm", contests: peers, ratio: over("tfjs-wasm") },
    { label: "jax-js, wasm", contests: peers, ratio: over("jax-js") },
    { label: "JavaScript by hand", contests: javascript, ratio: ({ figures }) => figures.ratioAllocated },
    { label: "PyTorch, 1 thread", contests: torch, ratio: over("fused, 1 thread") },
    { label: "PyTorch, 2 threads", contests: torch, ratio: over("fused, 2 threads") },
  ];
}
