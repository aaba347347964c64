import { describe } from "../../options/messages.js";

/** A message as `@nats-io/nats-core` hands it out. */
export interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  respond(data?: Uint8Array): boolean;
}

/** A subscription, to be ended. */
export interface Subscribed {
  unsubscribe(): void;
}

/**
 * What `Rounds` uses of a connection of `@nats-io/nats-core`: of `connect` in Node (`@nats-io/transport-node`), of `wsconnect` in browsers
 * and everywhere else. Servers, credentials and TLS are given there.
 */
export interface Connection {
  /** What the server has told of itself. */
  readonly info?: { readonly max_payload: number } | undefined;
  /** Asks, and waits for one answer. */
  request(subject: string, data?: Uint8Array, options?: { timeout: number }): Promise<{ readonly data: Uint8Array }>;
  /** Follows a subject. */
  subscribe(subject: string, options: { callback: (error: Error | null, message: Message) => void }): Subscribed;
  /** Whether it has ended for good: a lost one that is to come back has not. */
  isClosed(): boolean;
}

/** What the others know this connection by, as long as it is in a run. */
export function newSession(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join("-");
}

export function requireConnection(connection: unknown): void {
  const { request, subscribe, isClosed } = Object(connection) as Partial<Connection>;
  if ([request, subscribe, isClosed].some((each) => typeof each !== "function"))
    throw new TypeError(
      `connection must be one of @nats-io/nats-core, got ${describe(connection)}: await connect(), or wsconnect()`,
    );
}
