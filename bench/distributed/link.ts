import type { Collective } from "optim-wasm/distributed";
import { together } from "./rounds.js";

/** What an engine takes: microseconds of an exchange of next to nothing, and bytes a nanosecond that each rank gives and takes. */
export interface Link {
  /** `allGather` of 8 bytes: the least, and the median. */
  readonly exchange: { readonly least: number; readonly median: number };
  /** `allToAll` of blocks of so many bytes: the most, and the median. */
  readonly bandwidth: Readonly<Record<string, { readonly most: number; readonly median: number }>>;
}

export const BLOCK_BYTES = [2 ** 16, 2 ** 20, 2 ** 24];

/** Also what each worker of `threads` runs. */
export default async function link(collective: Collective, { count = 2000 }: { count?: number } = {}): Promise<Link> {
  const { rank, size } = collective;
  const small = new Float64Array(1);
  const all = Array.from({ length: size }, () => new Float64Array(1));
  const exchange = await times(collective, count, () => collective.allGather(small, all));
  const bandwidth: Record<string, { most: number; median: number }> = {};
  for (const bytes of BLOCK_BYTES) {
    const blocks = () => Array.from({ length: size }, (_, k) => new Uint8Array(k === rank ? 0 : bytes).fill(rank + 1));
    const [send, receive] = [blocks(), blocks()];
    const rounds = Math.max(60, Math.min(count, Math.ceil(2 ** 28 / bytes)));
    const taken = await times(collective, rounds, () => collective.allToAll(send, receive));
    const of = (microseconds: number) => Number((((size - 1) * bytes) / microseconds / 1000).toPrecision(3));
    bandwidth[bytes] = { most: of(taken.least), median: of(taken.median) };
  }
  return { exchange, bandwidth };
}

/** Microseconds of one exchange after the other. */
async function times(
  collective: Collective,
  count: number,
  act: () => void | Promise<void>,
): Promise<{ least: number; median: number }> {
  for (let k = 0; k < count / 4; k++) await act();
  await together(collective);
  const taken: number[] = [];
  for (let k = 0; k < count; k++) {
    const begun = performance.now();
    await act();
    taken.push(1000 * (performance.now() - begun));
  }
  taken.sort((a, b) => a - b);
  return { least: Number(taken[0].toPrecision(3)), median: Number(taken[count >> 1].toPrecision(3)) };
}
