import { createRequire } from "node:module";
import type { Floats } from "../harness/shapes.js";

/** MPI's own reductions, of float32, which the benches are held against: they add as MPI likes. */
export interface Native {
  barrier(): void;
  /** The sum of all ranks', in place. */
  allReduce(all: Floats): void;
  /** The sum of all ranks' parts of this rank, all of one length. */
  reduceScatter(all: Floats, part: Floats): void;
  /** All parts, of which this rank's is in its place. */
  allGather(all: Floats, length: number): void;
}

interface Koffi {
  load(
    path: string,
    options: object,
  ): {
    func(name: string, result: string, types: readonly string[]): (...given: unknown[]) => number;
    symbol(name: string): bigint;
  };
}

/** MPI_IN_PLACE of Open MPI's `mpi.h`. */
const IN_PLACE = 1n;

/** Of an Open MPI that has started, by `mpi()`. */
export function openNative(): Native {
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const shared = koffi.load("libmpi.so.40", { global: true });
  const symbols = ["ompi_mpi_comm_world", "ompi_mpi_float", "ompi_mpi_op_sum"].map((name) => shared.symbol(name));
  const [world, float, sum] = symbols;
  const of = (name: string, types: readonly string[]) => {
    const native = shared.func(name, "int", types);
    return (...given: unknown[]) => {
      const code = native(...given);
      if (code !== 0) throw new Error(`${name} gave ${code}`);
    };
  };
  const [pointer, int] = ["void *", "int"];
  const barrier = of("MPI_Barrier", [pointer]);
  const reducing = [pointer, pointer, int, pointer, pointer, pointer];
  const allReduce = of("MPI_Allreduce", reducing);
  const reduceScatter = of("MPI_Reduce_scatter_block", reducing);
  const allGather = of("MPI_Allgather", [pointer, int, pointer, pointer, int, pointer, pointer]);
  return {
    barrier: () => barrier(world),
    allReduce: (all) => allReduce(IN_PLACE, all, all.length, float, sum, world),
    reduceScatter: (all, part) => reduceScatter(all, part, part.length, float, sum, world),
    allGather: (all, length) => allGather(IN_PLACE, length, float, all, length, float, world),
  };
}
