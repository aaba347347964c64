/** Why a call is refused: the kind of error, and what its message names. */
export interface Refusal {
  readonly error: typeof TypeError | typeof RangeError;
  readonly says: readonly string[];
}

/** What the model throws; where there are several reasons, each is as good. */
export class Refused extends Error {
  constructor(readonly refusals: readonly Refusal[]) {
    super(refusals.map(({ error, says }) => `${error.name}: … ${says.join(" … ")} …`).join("\n or "));
  }

  /** Whether an error is one of these. */
  isMetBy(thrown: unknown): boolean {
    return this.refusals.some(
      ({ error, says }) => thrown instanceof error && says.every((part) => (thrown as Error).message.includes(part)),
    );
  }
}
