import { adams } from "./rows/adams.js";
import { TORCH } from "../src/torch/names.js";
import { adapted } from "./rows/adapted.js";
import { free } from "./rows/free.js";
import { modern } from "./rows/modern.js";
import { nadams } from "./rows/nadams.js";
import { norms } from "./rows/norms.js";
import { notes } from "./rows/notes.js";
import { rmsprops } from "./rows/rmsprops.js";
import { since2024 } from "./rows/since-2024.js";
import type { Row } from "./rows/row.js";
import { torch } from "./rows/torch.js";

export type { Row } from "./rows/row.js";

/** Every optimizer; all generic tests and benches take theirs from here. */
export const catalog: readonly Row[] = [
  ...notes,
  ...adams,
  ...nadams,
  ...modern,
  ...since2024,
  ...rmsprops,
  ...torch,
  ...free,
  ...norms,
  ...adapted,
];

/** Those by which each element moves alone: the others have sums. */
export const elementwise = catalog.filter(({ sums }) => sums === undefined);

/** Those by which each parameter moves alone: the others have sums over the model. */
export const parameterwise = catalog.filter(({ sums }) => sums !== "model");

/** Those whose class PyTorch has too. */
export const ofTorch = catalog.filter(({ create }) => Object.hasOwn(TORCH, create().constructor.name));
