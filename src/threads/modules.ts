import { bytesOf } from "../backend/hex.js";

/** Of the import section: the module "env", its "memory", a memory, and that its size has a maximum. */
const MEMORY_IMPORT = "03656e76066d656d6f72790201";

/** The same module for shared memory: one flag is another. */
export function sharedBytesOf(source: string | object): Uint8Array<ArrayBuffer> {
  if (typeof source !== "string") {
    throw new TypeError("threads need modules that are compiled at run time: leave pool out on edge runtimes");
  }
  return bytesOf(source.replace(MEMORY_IMPORT, `${MEMORY_IMPORT.slice(0, -1)}3`));
}
