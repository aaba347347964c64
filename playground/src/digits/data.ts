/** Pictures of 28 by 28 numbers in [0, 1] each, and the digit that each shows. */
export interface Digits {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

export interface AllDigits {
  readonly training: Digits;
  readonly test: Digits;
}

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;

/** Fetches the packed digits; whether a server has unpacked them on the way is told by their first bytes. */
export async function fetchDigits(url: URL): Promise<AllDigits> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return unpack(bytes);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return unpack(new Uint8Array(await new Response(plain).arrayBuffer()));
}

export function unpack(bytes: Uint8Array): AllDigits {
  const [training, test] = new Uint32Array(bytes.slice(0, 8).buffer);
  const all = training + test;
  if (bytes.length !== 8 + all * (PIXELS + 1)) throw new Error(`the digits have ${bytes.length} bytes`);
  const images = Float32Array.from(bytes.subarray(8, 8 + all * PIXELS), (byte) => byte / 255);
  const labels = bytes.slice(8 + all * PIXELS);
  return {
    training: { images: images.subarray(0, training * PIXELS), labels: labels.subarray(0, training) },
    test: { images: images.subarray(training * PIXELS), labels: labels.subarray(training) },
  };
}
