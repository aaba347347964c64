import { existsSync } from "node:fs";

export interface Engine {
  readonly name: string;
  readonly missing: () => string | undefined;
  /** Starts a fresh browser and begins to load the page; what it reports comes to the server. */
  readonly open: (url: string) => Promise<Opened>;
}

export interface Opened {
  readonly version: string;
  /** Ends the browser and all its processes. */
  readonly close: () => Promise<void>;
}

/** Milliseconds that any single wait may take. */
export const PATIENCE = 240_000;

/** Names the first binary that is not there, and the Debian package that brings it. */
export function absent(packages: Readonly<Record<string, string>>): string | undefined {
  const path = Object.keys(packages).find((binary) => !existsSync(binary));
  return path && `${path}: apt-get install ${packages[path]}, or npm run test:platforms -- --setup`;
}

/** The promise, or after PATIENCE an error that says what did not happen. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${PATIENCE / 1000} s`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
