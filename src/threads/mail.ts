/** What the pool tells its helpers; `mail` counts the messages. */
export type Mail =
  | { readonly kind: "start"; readonly mail: number; readonly board: Int32Array; readonly bytes: Uint8Array<ArrayBuffer>; readonly thread: number; readonly threads: number }
  | { readonly kind: "memory"; readonly mail: number; readonly id: number; readonly memory: object }
  | { readonly kind: "release"; readonly mail: number; readonly id: number };
