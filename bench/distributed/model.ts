import { Inbox } from "../../src/distributed/inbox.js";
import type { Keeping } from "../../src/memory/layout.js";

export const KINDS = ["Replicated", "Sharded"] as const;
export type Kind = (typeof KINDS)[number];

/** What a step of Adam in float32 is made of, and what ranks are joined by. */
export interface Constants {
  /** Seconds of a message, however short. */
  readonly alpha: number;
  /** Bytes a second that a rank gives, while it takes as many. */
  readonly bandwidth: number;
  /** Seconds to add one element of one rank's block. */
  readonly sum: number;
  /** Seconds to update one element. */
  readonly update: number;
}

/** Seconds of a step, by what they go to. */
export interface Cost {
  readonly messages: number;
  readonly bytes: number;
  readonly sum: number;
  readonly update: number;
  readonly all: number;
}

/** A step of p ranks on n elements: exchanges one after the other, nothing beside each other. */
export function costOf(kind: Kind, p: number, n: number, { alpha, bandwidth, sum, update }: Constants): Cost {
  const cost = {
    messages: p === 1 ? 0 : exchangesOf(p, n) * (p - 1) * alpha,
    bytes: (8 * n * (p - 1)) / p / bandwidth,
    sum: p === 1 ? 0 : n * sum,
    update: (kind === "Sharded" ? n / p : n) * update,
  };
  return { ...cost, all: cost.messages + cost.bytes + cost.sum + cost.update };
}

/** Where the ranks are in their steps, each bucket of the gradients, and what all take over at the end. */
export function exchangesOf(p: number, n: number): number {
  return 2 + Math.ceil(Math.ceil(n / p) / bucketOf(p, n));
}

/** Elements of one rank that go at once, as the inbox has them. */
function bucketOf(p: number, n: number): number {
  const inbox = new Inbox(p, undefined);
  inbox.bytes([{ name: "", element: 4, length: n }], {} as Keeping);
  return inbox.apart;
}

/** Seconds of one rank's gradients from which on so many ranks with as many examples each are faster than one with all of them. */
export function worthwhileFrom(kind: Kind, p: number, n: number, constants: Constants): number {
  return (costOf(kind, p, n, constants).all - costOf(kind, 1, n, constants).all) / (p - 1);
}
