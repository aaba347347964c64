import { quote, WHOLE } from "../options/messages.js";

/** Throws for what is not in the format. */
export function refuse(why: string): never {
  throw new RangeError(`not a safetensors file: ${why}`);
}

/** JavaScript's strings may have half a character, a lone surrogate, which UTF-8 and so the format cannot have. */
export function requireUnicode(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new RangeError(`${quote(text)} has half a character, which no safetensors file can hold`);
  return text;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
/** Up to so many letters make a string one by one, sooner than by a decoder: 90 ns for ten, 130. */
const SHORT = 24;

/**
 * Passes over the bytes of a header token by token. A string is made only of what is asked for: `text` of the string last
 * passed. So what nobody wants costs no memory, and each byte is looked at once.
 */
export class Scanner {
  at = 0;
  readonly #bytes: Uint8Array;
  /** The string last passed, without its quotes, and whether it is ASCII without escapes. */
  #begin = 0;
  #end = 0;
  #plain = true;
  /** Of another it is made at once, for it may be none. */
  #text = "";

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** Whether this character is the very next. */
  starts(token: string): boolean {
    return this.#bytes[this.at] === token.charCodeAt(0);
  }

  skip(): void {
    while (isSpace(this.#bytes[this.at])) this.at++;
  }

  /** Passes this character if it comes next. */
  take(token: string): boolean {
    const bytes = this.#bytes;
    if (bytes[this.at] <= 0x20) this.skip();
    if (bytes[this.at] !== token.charCodeAt(0)) return false;
    this.at++;
    return true;
  }

  need(token: string): void {
    if (!this.take(token)) this.expect(`'${token}'`);
  }

  /** Reads items up to the end, or to one that says false. */
  list(open: string, close: string, readItem: () => unknown): void {
    this.need(open);
    if (this.take(close)) return;
    do if (readItem() === false) return;
    while (this.take(","));
    this.need(close);
  }

  string(): void {
    this.need('"');
    const bytes = this.#bytes;
    const begin = this.at;
    let at = begin;
    let plain = true;
    for (let byte = bytes[at]; at < bytes.length && byte !== QUOTE; byte = bytes[at]) {
      if (byte === BACKSLASH) at++;
      if (byte === BACKSLASH || byte < 0x20 || byte > 0x7e) plain = false;
      at++;
    }
    this.#begin = begin;
    this.#end = this.at = at;
    this.#plain = plain;
    this.need('"');
    if (!plain) this.#text = this.#read();
  }

  /** Whether the string last passed is this one. */
  is(name: string): boolean {
    if (!this.#plain) return this.#text === name;
    if (this.#end - this.#begin !== name.length) return false;
    for (let k = 0; k < name.length; k++) if (this.#bytes[this.#begin + k] !== name.charCodeAt(k)) return false;
    return true;
  }

  /** The string last passed. */
  get text(): string {
    return this.#plain ? this.#decoded() : this.#text;
  }

  #decoded(): string {
    const [begin, end] = [this.#begin, this.#end];
    if (this.#plain && end - begin <= SHORT) {
      let text = "";
      for (let at = begin; at < end; at++) text += String.fromCharCode(this.#bytes[at]);
      return text;
    }
    // A copy, as not every TextDecoder takes shared memory (https://github.com/whatwg/encoding/issues/172).
    const bytes = this.#bytes.slice(begin, end);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return refuse("the header is not UTF-8");
    }
  }

  #read(): string {
    const text = this.#decoded();
    try {
      return requireUnicode(JSON.parse(`"${text}"`) as string);
    } catch {
      this.at = this.#begin - 1;
      return this.expect("a JSON string of whole characters");
    }
  }

  whole(): number {
    this.skip();
    const bytes = this.#bytes;
    const begin = this.at;
    let number = 0;
    let digit = bytes[begin] - ZERO;
    while (digit >= 0 && digit <= 9) {
      number = 10 * number + digit;
      digit = number === 0 ? NaN : bytes[++this.at] - ZERO;
      if (!Number.isSafeInteger(number)) break;
    }
    if (number === 0 && bytes[begin] === ZERO) this.at = begin + 1;
    if (this.at > begin && Number.isSafeInteger(number)) return number;
    this.at = begin;
    return this.expect(WHOLE);
  }

  /** Throws, saying what is here and what should be. */
  expect(what: string): never {
    const bytes = this.#bytes;
    let place = this.at;
    for (let k = 0; k < bytes.length && k < this.at; k++) if ((bytes[k] & 0xc0) === 0x80) place--;
    const [here] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.slice(this.at, this.at + 4));
    refuse(
      `character ${place} of the header is ${here === undefined ? "missing" : JSON.stringify(here)}, expected ${what}`,
    );
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
