import { bytesOf } from "./hex.js";

let probed: unknown;

/** A module with a function of vectors: `drop(i32x4.splat(0))`. */
const PROBE = "0061736d01000000010401600000030201000a090107004100fd111a0b";

/** Throws where nothing is compiled at run time, as always in the build for edge runtimes. */
export function probe(): void {
  // Under a strict CSP WebKit refuses the instance, the others the module.
  probed ??= new WebAssembly.Instance(new WebAssembly.Module(bytesOf(PROBE)));
}
