/** What the pool tells its helpers; `count` counts the messages. */
export type Message = Notice & { readonly count: number };

export type Notice =
  | { readonly kind: "start"; readonly queue: Int32Array; readonly thread: number; readonly threads: number }
  | { readonly kind: "module"; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "memory"; readonly id: number; readonly memory: object }
  | { readonly kind: "release"; readonly id: number };
