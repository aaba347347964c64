import type { Collective } from "optim-wasm/distributed";
import { train, type Finished, type Settings } from "./train.js";

/** What each worker of `threads.ts` runs. */
export default function rank(collective: Collective, settings: Settings): Promise<Finished> {
  return train(collective, { ...settings, tell: console.log });
}
