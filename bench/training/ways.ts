import { Adam } from "../../src/index.js";
import { repeated, type Updates } from "../isolate.js";
import { seededMap } from "../values.js";
import { memoryOf, type Passes } from "./passes.js";

/** One way to take a clipped, averaged step, and what it ends in. */
export interface Way {
  readonly updates: Updates;
  /** What the next update reads. */
  readonly gradients: Float32Array;
  ends(): Readonly<Record<string, Float32Array>>;
}

/** Far below the gradients' norm, about 0.7·√n: every update scales. */
const CLIP_NORM = 1;
const DECAY = 0.999;

/** The options: everything in the one update. */
export function fused(length: number): Way {
  const optimizer = new Adam({ clipNorm: CLIP_NORM, emaDecay: DECAY, backend: "wasm" });
  const { params, grads } = optimizer.allocate(valuesOf(length, 1));
  grads.W.set(valuesOf(length, 2).W);
  return {
    updates: repeated("optimizer.update(params, grads);", { optimizer, params, grads }),
    gradients: grads.W,
    ends: () => ({ params: params.W, m: optimizer.state.m.W as Float32Array, v: optimizer.state.v.W as Float32Array, average: optimizer.ema.W as Float32Array }),
  };
}

/**
 * The plain update between passes of its own, all in WebAssembly SIMD over the same memory: the norm, the gradients'
 * scaling in place, the update, the average. The scaling always runs, as in `torch.nn.utils.clip_grad_norm_`, also
 * where the gradients of the update before are there still and have the norm already.
 */
export function separate(length: number, compiled: (memory: WebAssembly.Memory) => Passes, norm: "squares" | "squares_single"): Way {
  const optimizer = new Adam({ backend: "wasm" });
  const { W } = valuesOf(length, 1);
  // One map, so that the average lies in the same memory; it is never among the updated.
  const allocated = optimizer.allocate({ W, average: W });
  const [params, grads] = [{ W: allocated.params.W }, { W: allocated.grads.W }];
  grads.W.set(valuesOf(length, 2).W);
  const { average } = allocated.params;
  const passes = compiled(memoryOf(params.W));
  let begun = false;
  const step = () => {
    const sum = passes[norm](grads.W.byteOffset, length);
    passes.scale(grads.W.byteOffset, length, Math.min(1, CLIP_NORM / (Math.sqrt(sum) + 1e-6)));
    optimizer.update(params, grads);
    if (begun) passes.average(params.W.byteOffset, average.byteOffset, length, DECAY, 1 - DECAY);
    else average.set(params.W);
    begun = true;
  };
  return {
    updates: repeated("step();", { step }),
    gradients: grads.W,
    ends: () => ({ params: params.W, m: optimizer.state.m.W as Float32Array, v: optimizer.state.v.W as Float32Array, average }),
  };
}

/** Neither clipped nor averaged, to see what those add. */
export function plain(length: number): Way {
  const optimizer = new Adam({ backend: "wasm" });
  const { params, grads } = optimizer.allocate(valuesOf(length, 1));
  grads.W.set(valuesOf(length, 2).W);
  return {
    updates: repeated("optimizer.update(params, grads);", { optimizer, params, grads }),
    gradients: grads.W,
    ends: () => ({ params: params.W }),
  };
}

/** One float32 array of the benches' values. */
export function valuesOf(length: number, seed: number): { W: Float32Array } {
  return { W: seededMap({ label: "", tensors: 1, length, element: "f32" }, seed).W0 as Float32Array };
}
