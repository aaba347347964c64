import { readHeader, readMetadata, type Metadata } from "./header.js";
import { RANGES } from "./ranges.js";
import { asBytes } from "./sources.js";

/** Of equal whole files, as each replicated rank saves one, the first; else what is given. Throws where they differ. */
export function oneOfEqual(source: unknown): unknown {
  if (!Array.isArray(source) || source.length < 2) return source;
  const all = source.map((file) => metadataOf(file));
  if (all.some((metadata) => metadata === undefined || metadata.has(RANGES))) return source;
  const [first, ...others] = source.map((file) => asBytes(file) as Uint8Array);
  others.forEach((other, k) => {
    if (!areEqual(first, other))
      throw new RangeError(
        `files[${k + 1}] is a whole file, and another than files[0]: give one whole file, or the files of all ranks from one save`,
      );
  });
  return source[0];
}

/** Whether these are files of parts rather than pieces of one: a piece that is a whole file says so. */
export function areFiles(source: unknown): source is readonly unknown[] {
  return Array.isArray(source) && source.some((file) => isPart(file));
}

/** Whether this is a whole file, of a part of an optimizer: of most the metadata, which come first, say that it is not. */
export function isPart(given: unknown): boolean {
  return metadataOf(given, (metadata) => metadata.has(RANGES)) !== undefined;
}

/** Of bytes that are a file from its first to its last, and whose metadata are of this kind. */
function metadataOf(given: unknown, isWanted: (metadata: Metadata) => boolean = () => true): Metadata | undefined {
  const bytes = asBytes(given);
  if (bytes === undefined || bytes.length < 8) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(0, true);
  const text = bytes.subarray(8, 8 + length);
  try {
    if (!isWanted(readMetadata(text))) return undefined;
    const { metadata, size } = readHeader(text, () => {});
    return bytes.length === 8 + length + size ? metadata : undefined;
  } catch {
    return undefined;
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
