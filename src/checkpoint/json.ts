import { complain } from "../options/messages.js";

/** What a file keeps as JSON nests no deeper, and a hostile one shall not. */
const DEPTH = 8;
/** Nor has it more values. */
const VALUES = 4_000_000;

/** A text of JSON in a file, its size looked at before anything is made of it. */
export function readJson(name: string, text: string | undefined): unknown {
  requireModest(name, text ?? "");
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return complain(`${name} in the file`, "JSON", text, RangeError);
  }
}

/** A value as JSON that is read again. */
export function writeJson(name: string, value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value, requireKept);
  } catch (cause) {
    throw new TypeError(`${name} cannot be saved, as it is no JSON: ${String(cause).slice(0, 200)}`, { cause });
  }
  requireModest(name, text);
  return text;
}

/** JSON would leave out what is none of it. */
function requireKept(name: string, value: unknown): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError(`${name} is a ${typeof value}`);
  return value;
}

/** Brackets and commas outside of strings. */
function requireModest(name: string, text: string): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOf(text, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x2c) values++;
    if (depth > DEPTH) complain(`${name} in the file`, `JSON of at most ${DEPTH} levels`, text, RangeError);
    if (values > VALUES) complain(`${name} in the file`, `JSON of at most ${VALUES} values`, text, RangeError);
  }
}

/** Where the string that begins here ends. */
function endOf(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at;
}
