export const BACKENDS = ["wasm", "js"] as const;
export const ARRAYS = ["allocated", "the caller's", "mixed"] as const;
