import type { Check } from "./check.js";
import { conforms, viteDev } from "./bundlers/conformance.js";
import { edgeTools } from "./bundlers/edge.js";
import { example } from "./bundlers/example.js";
import { next } from "./bundlers/next.js";
import { shakes } from "./bundlers/shaking.js";
import { tools } from "./bundlers/tools.js";

export const bundlers: readonly Check[] = [
  viteDev,
  ...tools.map(conforms),
  next,
  ...[...tools, ...edgeTools].map(shakes),
  example,
];
