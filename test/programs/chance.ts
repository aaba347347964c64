import { generator } from "../support.js";

/** What chance decides. */
export class Chance {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = generator(seed);
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  of(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(some: readonly T[]): T {
    return some[this.below(some.length)];
  }

  /** Some of these, at least one, in their order or another. */
  some<T>(all: readonly T[]): readonly T[] {
    const found = all.filter(() => this.of(0.6));
    if (this.of(0.2)) found.reverse();
    return found.length === 0 ? [this.pick(all)] : found;
  }
}
