/** What is used of a Durable Object's storage. */
export interface Storage {
  get<Value>(key: string): Promise<Value | undefined>;
  get<Value>(keys: string[]): Promise<Map<string, Value>>;
  put(key: string, value: unknown): Promise<void>;
  put(entries: Record<string, unknown>): Promise<void>;
  delete(keys: string[]): Promise<number>;
}

/** A value may have 128 KiB, with what storage adds to it. */
const PIECE = 120 * 1_024;

/** So many keys may be in one call. */
const KEYS = 128;

/** Under the file's name: which pieces it has now. */
interface Manifest {
  /** Turns with each writing, so that no piece is written over while the manifest names it. */
  readonly turn: 0 | 1;
  readonly pieces: number;
}

/**
 * Stores a file in pieces. The manifest comes last: until then, and if it never comes, the file that was is there. Nothing
 * but storage is waited for, and meanwhile an object gets no other request.
 */
export async function writePieces(storage: Storage, name: string, file: Uint8Array): Promise<void> {
  const before = await storage.get<Manifest>(name);
  const now: Manifest = { turn: before?.turn === 0 ? 1 : 0, pieces: Math.ceil(file.length / PIECE) };
  // Slices: of a part of an array, storage would keep the whole.
  const pieces = keysOf(name, now).map((key, k) => [key, file.slice(k * PIECE, (k + 1) * PIECE)] as const);
  for (const some of inCalls(pieces)) await storage.put(Object.fromEntries(some));
  await storage.put(name, now);
  for (const some of inCalls(before ? keysOf(name, before) : [])) await storage.delete(some);
}

/** The pieces of the file that was stored last, in order; none where there is none. */
export async function readPieces(storage: Storage, name: string): Promise<Uint8Array[] | undefined> {
  const manifest = await storage.get<Manifest>(name);
  if (manifest === undefined) return undefined;
  const found: Uint8Array[] = [];
  for (const keys of inCalls(keysOf(name, manifest))) {
    const pieces = await storage.get<Uint8Array>(keys);
    for (const key of keys) {
      const piece = pieces.get(key);
      if (piece === undefined) throw new Error(`${key} is missing`);
      found.push(piece);
    }
  }
  return found;
}

function keysOf(name: string, { turn, pieces }: Manifest): string[] {
  return Array.from({ length: pieces }, (_, k) => `${name}/${turn}/${k}`);
}

function inCalls<Each>(all: readonly Each[]): Each[][] {
  return Array.from({ length: Math.ceil(all.length / KEYS) }, (_, k) => all.slice(k * KEYS, (k + 1) * KEYS));
}
