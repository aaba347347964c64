import { Adam } from "optim-wasm";
import { fit } from "./fit.js";
import { noisyPoints } from "./points.js";
import { show } from "./show.js";

const points = noisyPoints(60);
const optimizer = new Adam({ lr: 0.05 });
const line = fit(points, optimizer, 500);
show(points, line, `after ${optimizer.iterations} updates by the ${optimizer.backend} backend`);
