import type { Floats } from "../numbers.js";
import { quote } from "../options/messages.js";
import { readHeader, type Header, type Metadata } from "./header.js";
import { refuse } from "./scanner.js";

/** The reference implementation's limit. */
export const MAX_HEADER = 100_000_000;

const BRACE = 0x7b;

/** Who a file is read for. */
export interface Receiver {
  /** Looks at the metadata before anything else; throws for what is not wanted. */
  readonly judge?: (metadata: Metadata) => void;
  /**
   * Says where tensors' numbers go; what is left out goes nowhere. With `complete` nothing can be wrong with the file any
   * more; else it may yet end too soon or too late.
   */
  readonly open: (header: Header, complete: boolean) => ReadonlyMap<string, Floats>;
}

/** Takes a file in pieces of any size, each by `next`, and `undefined` at its end. */
export type FileReader = Generator<undefined, void, Uint8Array | undefined>;

/** Puts each tensor's numbers where they go. `size` is that of the whole file, where it is known. */
export function* readFile({ judge, open }: Receiver, size?: number): FileReader {
  let piece: Uint8Array = new Uint8Array();
  let at = 0;
  /** Bytes before this piece. */
  let before = 0;
  const has = () => size ?? before + piece.length;

  function* more(onEnd: () => never): FileReader {
    while (at === piece.length) {
      const next = yield;
      if (next === undefined) return onEnd();
      before += piece.length;
      piece = next;
      at = 0;
    }
  }
  function* fill(into: Uint8Array | undefined, count: number, onEnd: () => never): FileReader {
    for (let filled = 0; filled < count;) {
      yield* more(onEnd);
      const part = Math.min(count - filled, piece.length - at);
      into?.set(piece.subarray(at, at + part), filled);
      at += part;
      filled += part;
    }
  }

  const begin = new Uint8Array(8);
  yield* fill(begin, 8, () => refuse(`it has ${has()} bytes, the header's length alone takes 8`));
  const kind = kindOf(begin);
  const length = lengthOf(begin, kind);
  const start = 8 + length;
  const tooShort = () => refuse(kind ?? `the header's length is ${length}, the file has ${has()} bytes`);
  if (size !== undefined && start > size) tooShort();
  let text: Uint8Array = piece.subarray(at, at + length);
  if (text.length === length) at += length;
  else yield* fill((text = new Uint8Array(length)), length, tooShort);

  if (kind && text[0] !== BRACE) refuse(kind);

  const header = readHeader(text, judge);
  const wrong = (there: number | string) =>
    refuse(`the tensors have ${header.size} bytes, the file has ${there} for them`);
  if (size !== undefined && start + header.size !== size) wrong(size - start);
  const goals = open(header, size !== undefined);
  for (const { name, begin: from, end } of header.places) {
    const goal = goals.get(name);
    const into = goal && new Uint8Array(goal.buffer, goal.byteOffset, goal.byteLength);
    yield* fill(into, end - from, () => wrong(has() - start));
  }
  for (;;) {
    if (at < piece.length) wrong("more");
    const next = yield;
    if (next === undefined) return;
    piece = next;
    at = 0;
  }
}

/** Of the header. */
function lengthOf(begin: Uint8Array, kind: string | undefined): number {
  const length = new DataView(begin.buffer).getBigUint64(0, true);
  if (length <= MAX_HEADER) return Number(length);
  const shown = quote(new TextDecoder().decode(begin));
  return refuse(kind ?? `it begins with ${shown}, so the header's length is ${length}, ${MAX_HEADER} is the most`);
}

/** What is taken for a checkpoint, by its first bytes. */
function kindOf(begin: Uint8Array): string | undefined {
  const kind = KINDS.find(({ magic }) => magic.every((byte, k) => begin[k] === byte));
  return (
    kind &&
    `it is ${kind.title}, as PyTorch writes: hand over optimizer.state_dict(), see loadStateDict in optim-wasm/torch`
  );
}

const KINDS = [
  { magic: [0x50, 0x4b, 0x03, 0x04], title: "a zip file" },
  { magic: [0x80, 0x02], title: "a pickle" },
];
