/** The part of `koffi` that is used. */
export interface Koffi {
  load(path: string, options: { global: boolean }): Shared;
  /** Where a view's memory is. */
  address(view: ArrayBufferView): bigint;
}

/** A shared library. */
export interface Shared {
  func(name: string, result: "int", parameters: readonly Parameter[]): Native;
  symbol(name: string): bigint;
}

export type Parameter = "int" | "void *";
export type Native = (...given: readonly (number | bigint | ArrayBufferView | null)[]) => number;

/** The optional peer that calls native libraries. */
export async function loadKoffi(): Promise<Koffi> {
  // A name that bundlers do not follow.
  const name = "koffi";
  try {
    const loaded = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as Koffi & { default?: Koffi };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new TypeError(`mpi calls MPI through koffi, which could not be loaded: npm install koffi (${cause})`, {
      cause,
    });
  }
}
