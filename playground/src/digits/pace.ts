/** Reports of which the pace is the mean. */
const KEPT = 12;

interface Report {
  readonly losses: readonly number[];
  readonly digitsPerSecond: number;
  readonly microseconds: number;
}

/** How fast a training goes: the mean of the last reports, each by its steps. */
export class Pace {
  readonly #reports: Report[] = [];

  add(report: Report): void {
    this.#reports.push(report);
    if (this.#reports.length > KEPT) this.#reports.shift();
  }

  get digitsPerSecond(): number {
    return this.#mean(({ digitsPerSecond }) => digitsPerSecond);
  }

  /** Of one update. */
  get microseconds(): number {
    return this.#mean(({ microseconds }) => microseconds);
  }

  #mean(of: (report: Report) => number): number {
    const steps = this.#reports.reduce((sum, { losses }) => sum + losses.length, 0);
    return this.#reports.reduce((sum, report) => sum + of(report) * report.losses.length, 0) / (steps || 1);
  }
}
