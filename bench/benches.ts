import type { Bench } from "./harness/bench.js";
import { cold, defined, interpreted, woven } from "./define/sections.js";
import { whole } from "./harness/measure.js";
import { againstJavaScript } from "./library/javascript.js";
import { decayed, overhead } from "./library/small.js";
import { smallState } from "./library/small-state.js";
import { sums } from "./library/sums.js";
import { ways } from "./library/ways.js";
import { muon } from "./matrices/muon.js";
import { product } from "./matrices/section.js";
import { about as nativeAbout, againstC, againstTorch } from "./native/sections.js";
import { correctness, opponents, speed } from "./peers/sections.js";
import { real } from "./real/section.js";
import { wholeSteps } from "./peers/whole-steps.js";
import { startup, startupFigures } from "./startup/section.js";
import { training } from "./training/section.js";

export const benches: readonly Bench[] = [
  {
    name: "bench",
    help: `Every optimizer of the build against the fastest pure-JavaScript form of the same update, in one process, by
medians (section javascript); updates with next to nothing to compute (overhead); steps after long zero gradients
(decayed); everyday ways of calling over the plainest (ways).`,
    results: "latest",
    sections: [againstJavaScript, overhead, decayed, ways],
    full: { rounds: 15, warmup: 150, turn: 40, block: 0.1 },
    quick: { rounds: 5, warmup: 40, turn: 15, block: 0.1 },
  },
  {
    name: "bench:rules",
    help: `Steps of rules that add up over a parameter or a model, over those of one that does not (section sums); steps with small
state over those with float32 (smallState).`,
    results: "rules",
    sections: [sums, smallState],
    full: { rounds: 15, warmup: 150, turn: 40, block: 0.1 },
    quick: { rounds: 5, warmup: 40, turn: 15, block: 0.1 },
  },
  {
    name: "bench:define",
    help: `Rules of one's own against the classes of the same rules: plain (section defined), with options, which are woven
into their kernels (woven), on the js backend (interpreted), and from text to the first update in fresh processes (cold).`,
    results: "define",
    sections: [defined, woven, interpreted, cold],
    full: { rounds: 15, warmup: 100, turn: 30, block: 0.3 },
    quick: { rounds: 5, warmup: 40, turn: 15, block: 0.3 },
  },
  {
    name: "bench:training",
    help: `Clip by the global norm, update and average of the parameters: in one fused update, and as separate passes in
WebAssembly SIMD over the same memory. Checks that both end in the same values.`,
    results: "training",
    sections: [training],
    full: { rounds: 25, warmup: 60, turn: 20, block: 0.5 },
    quick: { rounds: 5, warmup: 10, turn: 4, block: 0.3 },
  },
  {
    name: "bench:matrices",
    help: `The product of matrices against the same in C (gcc -O3, same blocks, vectors of 128 bits and of 256, nothing fused)
and against the fastest products in plain JavaScript, checking that C's bits are the same; and what of a step's time a
rule is that is made of products (muon).`,
    results: "matrices",
    sections: [product, muon],
    full: { rounds: 15, warmup: 150, turn: 60, block: 1 },
    quick: { rounds: 5, warmup: 60, turn: 20, block: 1 },
  },
  {
    name: "bench:native",
    help: `Every optimizer of the build against the same rule in C (gcc -O3; SSE2, AVX2, AVX-512) on the same memory
(section c), and against PyTorch and DeepSpeed where Python has them (torch), in turns within one run. The environment's
PYTHON names the Python to ask; python3 without it.`,
    results: "native",
    sections: [againstC, againstTorch],
    about: () => nativeAbout,
    full: { rounds: 25, warmup: 60, turn: 12, block: 0.5 },
    quick: { rounds: 5, warmup: 10, turn: 3, block: 0.3 },
  },
  {
    name: "bench:peers",
    help: `This library against what a user would take instead, in turns in one process, with the error after ten steps
against float64 (section correctness), and whole steps of TensorFlow.js with its optimizers and with ours (tensorflow).
--only takes one peer beside this library.`,
    results: "peers",
    sections: [correctness, speed, wholeSteps],
    opponents,
    full: { rounds: 15, warmup: 90, turn: 30, block: 1, budget: 20_000 },
    quick: { rounds: 5, warmup: 45, turn: 15, block: 1, budget: 3000 },
  },
  {
    name: "bench:real",
    help: `Three tasks from beginning to end (classifier, skip-gram, fine-tuning), wasm against JavaScript: whole time,
the optimizer's share, final quality.`,
    results: "real",
    sections: [real],
    full: whole(3),
    quick: whole(1),
  },
  {
    name: "bench:startup",
    help: "Import and first update beyond an empty process, in fresh processes.",
    results: "startup",
    sections: [startup],
    about: startupFigures,
    full: whole(21),
    quick: whole(5),
  },
];
