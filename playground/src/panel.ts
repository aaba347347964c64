import type { Key } from "./texts/en.js";
import type { Say } from "./texts/say.js";

/** What a panel has of the page around it. */
export interface Place {
  readonly say: Say;
  /** The panel's setting in the URL, as it was opened. */
  readonly query: URLSearchParams;
  /** Puts the panel's setting into the URL. */
  write(query: URLSearchParams): void;
  /** Tells it to those who listen. */
  announce(text: string): void;
  /** Calls this whenever colours change. */
  onTheme(redraw: () => void): void;
}

/** Fills the host; returns what ends it. */
export type Open = (host: HTMLElement, place: Place) => () => void;

export interface Panel {
  /** In the URL. */
  readonly id: string;
  readonly title: Key;
  readonly load: () => Promise<{ readonly open: Open }>;
}
