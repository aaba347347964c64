import type { Collective } from "../../src/distributed/index.js";
import { Replicated, Sharded } from "../../src/distributed/index.js";
import { local } from "../../src/distributed/local/index.js";
import type { Optimizer } from "../../src/optimizer.js";

/** Odd sizes, both element types, a tree. */
export const model = () => ({
  W: Float32Array.from({ length: 101 }, (_, i) => (i - 50) / 10),
  bias: new Float32Array(7),
  layers: [{ u: Float64Array.from({ length: 33 }, (_, i) => i / 7) }, { u: [0.5, -0.25, 1] }],
});
export type Model = ReturnType<typeof model>;

/** The leaves of a tree, by their paths. */
export function leavesOf(tree: object, path = ""): [name: string, values: Float32Array | Float64Array][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    ArrayBuffer.isView(value)
      ? [[path + key, value as Float32Array | Float64Array]]
      : leavesOf(value as object, `${path}${key}.`),
  );
}

/** A number for each rank, step, leaf and element, of changing sign and any size. */
export function gradientAt(rank: number, step: number, leaf: number, i: number): number {
  const k = (rank * 7919 + step * 104_729 + leaf * 1_299_709 + i * 15_485_863) % 10_007;
  return ((k - 5003) / 997) * (k % 11 === 0 ? 1e-6 : k % 13 === 0 ? 300 : 1);
}

export function fill(grads: object, rank: number, step: number): void {
  leavesOf(grads).forEach(([, values], leaf) => {
    for (let i = 0; i < values.length; i++) values[i] = gradientAt(rank, step, leaf, i);
  });
}

/** All bits of a model. */
export const bitsOf = (tree: object): string =>
  leavesOf(tree)
    .map(
      ([name, values]) => `${name}:${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex")}`,
    )
    .join(" ");

export const kinds = { Replicated, Sharded };
export type Kind = (typeof kinds)[keyof typeof kinds];
export type Training = Replicated<Model> | Sharded<Model>;

export interface Run {
  readonly kind: Kind;
  readonly size: number;
  readonly create: () => Optimizer;
  readonly steps?: number;
  /** Before each step, on each rank. */
  readonly change?: (training: Training, rank: number, step: number) => void;
  /** The examples of a rank. */
  readonly rows?: (rank: number) => number;
}

/** Each rank's training after its steps, from one thread. */
export function train({ kind, size, create, steps = 6, change, rows = () => 1 }: Run): Promise<Training[]> {
  return onRanks(local(size), async (collective) => {
    const training: Training = new kind(collective, create(), model());
    await training.broadcast();
    for (let step = 0; step < steps; step++) {
      fill(training.grads, collective.rank, step);
      change?.(training, collective.rank, step);
      await training.step({ rows: rows(collective.rank) });
    }
    return training;
  });
}

export function onRanks<Result>(
  collectives: readonly Collective[],
  work: (collective: Collective) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(collectives.map(work));
}
