import type { ScheduleName } from "./schedules.js";

/** How a network is trained. */
export interface Plan {
  readonly optimizer: string;
  readonly lr: number;
  readonly schedule: ScheduleName;
  readonly epochs: number;
  /** `"wasm"` where it may be, else `"js"` as well. */
  readonly backend: "wasm" | "js";
  readonly threads: number;
}

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: "begin"; readonly plan: Plan }
  /** The same training with other arithmetic, from the same bits. */
  | { readonly kind: "switch"; readonly plan: Plan }
  | { readonly kind: "run"; readonly on: boolean }
  | { readonly kind: "save" }
  | { readonly kind: "load"; readonly bytes: Uint8Array }
  | { readonly kind: "read"; readonly pixels: Float32Array };

/** What the worker tells the page. */
export type Report =
  | { readonly kind: "ready"; readonly images: Uint8Array; readonly labels: Uint8Array }
  | {
      readonly kind: "begun" | "loaded" | "switched";
      readonly step: number;
      readonly steps: number;
      readonly backend: string;
      readonly threads: number;
      readonly lr: number;
    }
  | {
      readonly kind: "progress";
      readonly step: number;
      /** Of the batches since the last report. */
      readonly losses: readonly number[];
      readonly digitsPerSecond: number;
      readonly microseconds: number;
      readonly lr: number;
    }
  | { readonly kind: "tested"; readonly step: number; readonly accuracy: number; readonly guesses: Uint8Array }
  | { readonly kind: "ended"; readonly step: number }
  | { readonly kind: "file"; readonly step: number; readonly bytes: Uint8Array }
  | { readonly kind: "read"; readonly probabilities: readonly number[] }
  | { readonly kind: "problem"; readonly message: string };
