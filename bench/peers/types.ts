/** What the bench uses of the peers, as they have it. */
type Stepping = { step(params: Float32Array, grads: Float32Array): void; free(): void };

export interface Ruvector {
  initSync(given: { module: Uint8Array }): unknown;
  readonly WasmAdam: new (count: number, lr: number) => Stepping;
  readonly WasmSGD: new (count: number, lr: number, momentum: number) => Stepping;
}

export type ToyTensor = new (sx: number, sy: number, sz: number, value: number) => Record<"w" | "dw", Float32Array>;

export type BrainNetwork = new () => Record<"initialize" | "adjustWeights", () => void> & {
  sizes: number[];
  readonly weights: Float32Array[][];
  readonly deltas: Float32Array[];
  readonly outputs: Float32Array[];
  updateTrainingOptions(options: object): void;
};

interface TorchTensor {
  readonly data: number[];
  children: unknown[];
  operation: unknown;
  readonly m: TorchTensor;
  readonly v: TorchTensor;
}

export interface AdamOfTorch {
  tensor(values: number[], requiresGrad?: boolean): TorchTensor;
  readonly optim: {
    Adam: new (params: TorchTensor[], lr: number, reg: number, betas: number[], eps: number) => { step(): void };
  };
}
