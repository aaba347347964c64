/** What goes on from exchange to exchange, each of which may be waited for. */
export type Exchanges<Result> = Generator<void | Promise<void>, Result, void>;

/** Goes through at once where the engine waits itself, else by promises. */
export function drive<Result>(exchanges: Exchanges<Result>): Result | Promise<Result> {
  for (;;) {
    const next = exchanges.next();
    if (next.done) return next.value;
    if (next.value !== undefined) return finish(exchanges, next.value);
  }
}

async function finish<Result>(exchanges: Exchanges<Result>, first: Promise<void>): Promise<Result> {
  let next: IteratorResult<void | Promise<void>, Result> = { done: false, value: first };
  while (!next.done) {
    let failed: { error: unknown } | undefined;
    try {
      await next.value;
    } catch (error) {
      failed = { error };
    }
    next = failed ? exchanges.throw(failed.error) : exchanges.next();
  }
  return next.value;
}
