import { js } from "./js.js";
import type { Wasm } from "./kernels.js";
import type { Backend, BackendName } from "./machine.js";
import { wasm } from "./wasm.js";

/** `wasm` where it compiles, else `js`. */
export const AUTO = "";

/** The backend for a rule's modules. */
export function backendFor(wish: BackendName | typeof AUTO, source: Wasm): Backend {
  if (wish === "js") return js;
  const found = wasm(source);
  if ("create" in found) return found;
  if (wish === AUTO) return js;
  throw new TypeError(
    `backend "wasm" does not run here: ${found.refusal}. Leave backend out for "js" or allow 'wasm-unsafe-eval'`,
  );
}
