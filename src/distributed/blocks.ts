import { complain, describe, isWhole } from "../options/messages.js";
import type { Block } from "./collective.js";

/** What a call is named in messages. */
export type Method = "allToAll" | "allGather" | "close";

const TYPES = ["Float32Array", "Float64Array", "Uint8Array"];

/** What every engine asks of `allToAll`'s blocks before it moves a byte. */
export function requireAllToAll(rank: number, size: number, send: readonly Block[], receive: readonly Block[]): void {
  requireBlocks("allToAll", "send", send, size);
  requireBlocks("allToAll", "receive", receive, size);
  requireOwn("allToAll", rank, send[rank], receive[rank], `send[${rank}]`);
  for (let k = 0; k < size; k++) if (k !== rank) requireApart("allToAll", send[k], `send[${k}]`, receive[k], k);
}

/** What every engine asks of `allGather`'s blocks before it moves a byte. */
export function requireAllGather(rank: number, size: number, send: Block, receive: readonly Block[]): void {
  requireBlock("allGather", "send", send);
  requireBlocks("allGather", "receive", receive, size);
  requireOwn("allGather", rank, send, receive[rank], "send");
  for (let k = 0; k < size; k++) if (k !== rank) requireApart("allGather", send, "send", receive[k], k);
}

function requireBlocks(method: Method, name: string, blocks: readonly Block[], size: number): void {
  if (!Array.isArray(blocks)) complain(`${method}: ${name}`, `an array of ${size} blocks, one for each rank`, blocks);
  if (blocks.length !== size) {
    throw new RangeError(
      `${method}: ${name} must hold ${size} blocks, one for each rank, got ${blocks.length}: an empty one where nothing moves`,
    );
  }
  for (let k = 0; k < size; k++) requireBlock(method, `${name}[${k}]`, blocks[k]);
}

function requireBlock(method: Method, name: string, block: Block): void {
  if (!TYPES.includes(describe(block)))
    complain(`${method}: ${name}`, "a Float32Array, a Float64Array or a Uint8Array", block);
}

/** A rank's block for itself fits its own receive. */
function requireOwn(method: Method, rank: number, send: Block, receive: Block, name: string): void {
  if (send.length === receive.length && (send.length === 0 || typeOf(send) === typeOf(receive))) return;
  throw new RangeError(
    `${method}: ${name} (${kindOf(send)}) must be as long as receive[${rank}] (${kindOf(receive)}), and of its type: ` +
      `rank ${rank}'s own block is copied there`,
  );
}

/** What comes from another rank may not come over what is still to go. */
function requireApart(method: Method, send: Block, name: string, receive: Block, k: number): void {
  if (send.buffer !== receive.buffer || send.length === 0 || receive.length === 0) return;
  const [first, second] = send.byteOffset < receive.byteOffset ? [send, receive] : [receive, send];
  if (first.byteOffset + first.byteLength <= second.byteOffset) return;
  throw new RangeError(
    `${method}: receive[${k}] overlaps ${name}: receive into other memory, only a rank's own block may be one`,
  );
}

/** A block in a message. */
export function kindOf(block: Block): string {
  return `${block.length} of ${describe(block)}`;
}

/** The number of a block's type, for engines that send it beside the bytes. */
export function typeOf(block: Block): number {
  return TYPES.indexOf(describe(block));
}

/** `kindOf` a block of which these are known. */
export function kindFrom(type: number, bytes: number): string {
  return `${bytes / [4, 8, 1][type]} of ${TYPES[type]}`;
}

/** One rank gives what another does not take. */
export function mismatch(method: Method, from: number, given: string, to: number, taken: string): RangeError {
  return new RangeError(
    `${method}: rank ${from} sends ${given} to rank ${to}, which takes ${taken}: ` +
      "what is sent and received must have the same length and type on both ranks",
  );
}

/** The ranks are in different calls. */
export function outOfStep(method: Method, rank: number, other: number, theirs: string): TypeError {
  return new TypeError(
    `${method} of rank ${rank} met ${theirs} of rank ${other}: all ranks call the same methods in the same order`,
  );
}

/** What a `RankLost` says. */
export function lostMessage(rank: number | undefined, how: string): string {
  return `${rank === undefined ? "a rank" : `rank ${rank}`} ${how}: the training goes on from saved files alone, by load`;
}

/** How a rank was late. */
export function late(method: string, timeout: number): string {
  return `did not come to ${method} within ${timeout} ms`;
}

/** Copies a rank's own block, unless both are the same memory. */
export function copyOwn(send: Block, receive: Block): void {
  if (send.buffer === receive.buffer && send.byteOffset === receive.byteOffset) return;
  bytesOf(receive).set(bytesOf(send));
}

export function bytesOf({ buffer, byteOffset, byteLength }: Block): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A number of ranks, checked. */
export function requireSize(title: string, size: unknown): number {
  if (isWhole(size) && size > 0) return size;
  return complain(
    `${title}: size`,
    "a whole number ≥ 1, how many ranks there are",
    size,
    typeof size === "number" ? RangeError : TypeError,
  );
}
