import manifest from "../../package.json" with { type: "json" };
import { brain } from "./brain.js";
import { convnet } from "./convnet.js";
import { jax } from "./jax.js";
import { versionOf } from "./load.js";
import { OURS, ours } from "./ours.js";
import type { Entry } from "./peer.js";
import { pytorch } from "./pytorch.js";
import { ruvector } from "./ruvector.js";
import { tensorflow } from "./tensorflow.js";
import { toygrad } from "./toygrad.js";

export const entries: readonly Entry[] = [
  { name: OURS, version: manifest.version, load: async () => ours },
  { name: "tfjs-wasm", version: versionOf("@tensorflow/tfjs-backend-wasm"), load: () => tensorflow("wasm") },
  { name: "tfjs-cpu", version: versionOf("@tensorflow/tfjs-backend-cpu"), load: () => tensorflow("cpu") },
  { name: "jax-js", version: versionOf("@jax-js/jax"), load: jax },
  { name: "ruvector", version: versionOf("@ruvector/attention-wasm"), load: ruvector },
  { name: "toygrad", version: versionOf("toygrad"), load: toygrad },
  { name: "convnetjs", version: versionOf("convnetjs"), load: convnet },
  { name: "brain.js", version: versionOf("brain.js"), load: brain },
  { name: "js-pytorch", version: versionOf("js-pytorch"), load: pytorch },
];
