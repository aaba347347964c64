import { isWhole, quote, WHOLE } from "../options/messages.js";
import type { Element } from "../numbers.js";

/** Where a header keeps its metadata: no tensor can be called so. */
export const METADATA = "__metadata__";

/** What a header says: where each tensor is, relative to the header's end, and the metadata. */
export interface Header {
  readonly places: readonly Place[];
  readonly metadata: Map<string, string>;
}

export interface Place {
  readonly name: string;
  readonly size: Element;
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads the JSON of a header and no other: `JSON.parse` hides duplicate names, rounds numbers and nests at will.
 * Each character is read once.
 */
export function readHeader(text: string): Header {
  let at = 0;
  const places: Place[] = [];
  const metadata = new Map<string, string>();
  const digits = /0|[1-9]\d*/y;

  const expect = (what: string): never =>
    refuse(
      `character ${at} of the header is ${at < text.length ? JSON.stringify(text[at]) : "missing"}, expected ${what}`,
    );
  const skip = (): void => {
    while (" \n\r\t".includes(text[at])) at++;
  };
  const take = (token: string): boolean => {
    skip();
    if (text[at] !== token) return false;
    at++;
    return true;
  };
  const need = (token: string): unknown => take(token) || expect(`'${token}'`);
  const readList = (open: string, close: string, readItem: () => void): void => {
    need(open);
    if (take(close)) return;
    do readItem();
    while (take(","));
    need(close);
  };
  const readString = (): string => {
    need('"');
    const begin = at - 1;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    need('"');
    try {
      return requireUnicode(JSON.parse(text.slice(begin, at)));
    } catch {
      at = begin;
      return expect("a JSON string of whole characters");
    }
  };
  const readNumbers = (): number[] => {
    const numbers: number[] = [];
    readList("[", "]", () => {
      skip();
      digits.lastIndex = at;
      const number = Number(digits.exec(text)?.[0]);
      if (!isWhole(number)) expect(WHOLE);
      at = digits.lastIndex;
      numbers.push(number);
    });
    return numbers;
  };
  const readObject = (where: string, readMember: (name: string) => void): void => {
    const seen = new Set<string>();
    readList("{", "}", () => {
      const name = readString();
      if (seen.has(name)) refuse(`${where} has ${quote(name)} twice`);
      seen.add(name);
      need(":");
      readMember(name);
    });
  };
  const readTensor = (name: string): void => {
    const tensor = `tensor ${quote(name)}`;
    const fields: { dtype?: string; shape?: number[]; data_offsets?: number[] } = {};
    readObject(tensor, (field) => {
      if (field === "dtype") fields.dtype = readString();
      else if (field === "shape" || field === "data_offsets") fields[field] = readNumbers();
      else refuse(`${tensor} has ${quote(field)}, which no tensor has`);
    });
    const { dtype, shape, data_offsets: offsets } = fields;
    if (dtype === undefined || !shape || offsets?.length !== 2)
      return refuse(`${tensor} needs a dtype, a shape and two data_offsets`);
    if (dtype !== "F32" && dtype !== "F64")
      throw new RangeError(`${tensor} has dtype ${quote(dtype)}, F32 and F64 can be read`);
    const size = dtype === "F32" ? 4 : 8;
    const [begin, end] = offsets;
    const taken = shape.reduce((bytes, length) => bytes * length, size);
    if (end - begin !== taken) refuse(`${tensor} has the bytes from ${begin} to ${end}, its shape takes ${taken}`);
    places.push({ name, size, begin, end });
  };

  if (text[0] !== "{") expect("'{'");
  readObject("the header", (name) => {
    if (name !== METADATA) readTensor(name);
    else readObject(name, (key) => metadata.set(key, readString()));
  });
  skip();
  if (at < text.length) expect("a space, up to the data");
  return { places, metadata };
}

/** JavaScript's strings may have half a character, a lone surrogate, which UTF-8 and so the format cannot have. */
export function requireUnicode(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new RangeError(`${quote(text)} has half a character, which no safetensors file can hold`);
  return text;
}

export function refuse(why: string): never {
  throw new RangeError(`not a safetensors file: ${why}`);
}
