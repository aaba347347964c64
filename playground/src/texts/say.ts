import { en, type Key } from "./en.js";
import { ko } from "./ko.js";

export type Language = "en" | "ko";

/** A text by its key, with what stands in its braces. */
export type Say = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

const tables: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, ko };

export function sayIn(language: Language): Say {
  return (key, values = {}) =>
    tables[language][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language asked for, or the browser's, or English. */
export function languageOf(asked: string | null): Language {
  if (asked === "en" || asked === "ko") return asked;
  return navigator.language.startsWith("ko") ? "ko" : "en";
}
