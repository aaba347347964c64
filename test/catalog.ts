import { TORCH } from "../src/torch/names.js";
import { modern } from "./rows/modern.js";
import { notes } from "./rows/notes.js";
import { since2024 } from "./rows/since-2024.js";
import type { Row } from "./rows/row.js";

export type { Row } from "./rows/row.js";

/** Every optimizer; all generic tests and benches take theirs from here. */
export const catalog: readonly Row[] = [...notes, ...modern, ...since2024];

/** Those whose class PyTorch has too. */
export const ofTorch = catalog.filter(({ create }) => Object.hasOwn(TORCH, create().constructor.name));
