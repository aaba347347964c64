import { PATIENCE } from "./engine.js";

export interface Session {
  readonly version: string;
  readonly visit: (url: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A browser started by the WebDriver server at `base`. */
export async function newSession(base: string): Promise<Session> {
  const made = await ask<Made>("POST", `${base}/session`, {
    capabilities: { alwaysMatch: { pageLoadStrategy: "none" } },
  });
  const session = `${base}/session/${made.sessionId}`;
  return {
    version: made.capabilities.browserVersion,
    visit: async (url) => void (await ask("POST", `${session}/url`, { url })),
    end: async () => void (await ask("DELETE", session)),
  };
}

interface Made {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

async function ask<T>(method: string, url: string, body?: object): Promise<T> {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url, { method, signal, body: body && JSON.stringify(body) });
  const { value } = (await response.json()) as { value: T };
  if (!response.ok) throw new Error(`WebDriver ${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`);
  return value;
}
