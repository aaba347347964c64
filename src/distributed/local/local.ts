import { requireAllGather, requireAllToAll, requireSize } from "../blocks.js";
import type { Block, Collective } from "../collective.js";
import { readOptions } from "../../options/read.js";
import { Group } from "./group.js";

/** What `local` takes. */
export interface LocalOptions {
  /** Milliseconds that a rank waits for the others, a whole number. Default: for ever. */
  timeout?: number;
}

/** A collective whose ranks live in one thread: an exchange is a promise, which resolves when all ranks have come to it. */
export interface LocalCollective extends Collective {
  allToAll(send: readonly Block[], receive: readonly Block[]): Promise<void>;
  allGather(send: Block, receive: readonly Block[]): Promise<void>;
  close(): void;
}

/**
 * That many collectives in one thread, for tests and examples: `const [first, second] = local(2)`. Each block is copied
 * once, when the last rank has come; nothing is, where lengths or types do not fit, and all ranks' promises reject.
 *
 * A rank that closes, or that does not come within `timeout`, is lost: the others' pending and later exchanges reject with
 * a `RankLost` that names it.
 */
export function local(size: number, options: LocalOptions = {}): LocalCollective[] {
  requireSize("local", size);
  const specs = { timeout: { default: Infinity, min: 1, fixed: true } } as const;
  const { timeout = Infinity } = readOptions("local", specs, options) as LocalOptions;
  const group = new Group(size, timeout);
  return Array.from({ length: size }, (_, rank) => new Local(group, rank));
}

class Local implements LocalCollective {
  readonly rank: number;
  readonly size: number;
  readonly #group: Group;

  constructor(group: Group, rank: number) {
    this.#group = group;
    this.rank = rank;
    this.size = group.size;
  }

  async allToAll(send: readonly Block[], receive: readonly Block[]): Promise<void> {
    requireAllToAll(this.rank, this.size, send, receive);
    await this.#group.come(this.rank, "allToAll", send, receive);
  }

  async allGather(send: Block, receive: readonly Block[]): Promise<void> {
    requireAllGather(this.rank, this.size, send, receive);
    const sends = Array.from({ length: this.size }, () => send);
    await this.#group.come(this.rank, "allGather", sends, receive);
  }

  close(): void {
    this.#group.leave(this.rank);
  }
}
