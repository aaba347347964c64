import type { Backend, Contestant } from "./contestants.js";
import type { Digits } from "./data.js";
import { accuracy, meanLoss, predictAll } from "./evaluate.js";
import { train, type Trained, type TrainOptions } from "./train.js";

/** A line of the table. */
export interface Row {
  readonly optimizer: string;
  readonly lr: number;
  /** Of the trained network, over all training digits. */
  readonly loss: number;
  /** Share of the test digits that the trained network reads right. */
  readonly accuracy: number;
  readonly wasmMicros: number;
  readonly jsMicros: number;
  /** Whether weights and state came out with the same bits on both backends. */
  readonly sameBits: boolean;
}

/** Trains by one optimizer on both backends, from the same weights over the same batches. */
export function race(
  { name, lr, create }: Contestant,
  { training, test }: { training: Digits; test: Digits },
  options: TrainOptions,
): { row: Row; losses: readonly number[] } {
  const run = (backend: Backend): Trained => train(training, create({ lr, backend }), options);
  const wasm = run("wasm");
  const js = run("js");
  const row = {
    optimizer: name,
    lr,
    loss: meanLoss(predictAll(wasm.weights, training), training),
    accuracy: accuracy(predictAll(wasm.weights, test), test),
    wasmMicros: wasm.micros,
    jsMicros: js.micros,
    sameBits: sameBits(wasm, js),
  };
  return { row, losses: wasm.losses };
}

/** Whether two trainings ended with the same bits in every weight and every slot of state. */
export function sameBits(a: Ending, b: Ending): boolean {
  return sameEntries(mapsOf(a), mapsOf(b), (x, y) => sameEntries(x, y, sameBytes));
}

type Ending = Pick<Trained, "weights" | "state">;
type Arrays = Ending["state"][string];

function mapsOf({ weights, state }: Ending): Record<string, Arrays> {
  return { ...state, weights };
}

function sameEntries<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  same: (x: Value, y: Value) => boolean,
): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

function sameBytes(a: Arrays[string], b: Arrays[string]): boolean {
  return a.constructor === b.constructor && bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ buffer, byteOffset, byteLength }: Arrays[string]): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
