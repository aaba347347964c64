import { ThreadPool } from "optim-wasm/threads";
import { conformOnThreads } from "../threads.mjs";

/** Isolated, all threads must end with the bits of one; else the pool must say what the page lacks. */
export async function threads(library, rows) {
  if (crossOriginIsolated) return conformOnThreads(library, ThreadPool, rows);
  const said = await ThreadPool.start().then(() => "nothing", String);
  return { failures: /cross-origin isolated.+Cross-Origin-Opener-Policy/s.test(said) ? [] : [`said ${said}`] };
}
