/** A request that cannot be answered as asked, and why. */
export class Refusal extends Error {
  readonly response: Response;

  constructor(status: number, error: string, headers: Record<string, string> = {}) {
    super(error);
    this.response = answer(status, { error }, headers);
  }
}

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}
