export { clipAdaptive, type ClipAdaptiveOptions } from "./clip-adaptive.js";
export { clipNormPerTensor } from "./clip-norm-per-tensor.js";
export { clipUpdateRms } from "./clip-update-rms.js";
export { l1 } from "./l1.js";
export { lookahead, type LookaheadOptions } from "./lookahead.js";
export { noise, type NoiseOptions } from "./noise.js";
export { project, type Bounds } from "./project.js";
