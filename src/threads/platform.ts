export function requireSharing(): void {
  if (typeof SharedArrayBuffer === "function") return;
  throw new TypeError(
    "memory cannot be shared with threads here: a page must be cross-origin isolated, by the headers " +
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
  );
}

export function defaultThreads(): number {
  return Math.min(8, globalThis.navigator?.hardwareConcurrency ?? 4);
}

/** The main thread of a page may not rest. */
export function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
