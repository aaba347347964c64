import { quote } from "../options/messages.js";
import { refuse, Scanner } from "./scanner.js";

/** Where a header keeps its metadata: no tensor can be called so. */
export const METADATA = "__metadata__";

/** So many tensors, and so many texts in the metadata: beyond it a file is refused before it takes the memory. */
export const MOST = 1_000_000;

export type Metadata = ReadonlyMap<string, string>;

/** What a header says: where each tensor is, relative to the header's end, in the order of the data; and the metadata. */
export interface Header {
  readonly places: readonly Place[];
  readonly metadata: Metadata;
  /** The bytes of the data. */
  readonly size: number;
}

export type Bytes = 1 | 2 | 4 | 8;

/** The types of numbers, and those of state that is kept smaller. */
const DTYPES: Readonly<Record<string, Bytes>> = { F32: 4, F64: 8, BF16: 2, U8: 1 };

export interface Place {
  readonly name: string;
  /** Bytes of an element: of bfloat16 2, of codes 1. */
  readonly element: Bytes;
  readonly length: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads the JSON of a header and no other: `JSON.parse` hides duplicate names, rounds numbers and nests at will.
 * `judge` is shown the metadata, wherever it stands, before anything is made of the tensors; without it there are numbers alone.
 */
export function readHeader(bytes: Uint8Array, judge?: (metadata: Metadata) => void): Header {
  judge?.(readMetadata(bytes));
  const scanner = new Scanner(bytes);
  const places = new Map<string, Place>();
  let metadata: Metadata | undefined;
  if (!scanner.starts("{")) scanner.expect("'{'");
  scanner.list("{", "}", () => {
    readName(scanner);
    if (scanner.is(METADATA)) {
      if (metadata) refuse(`the header has ${quote(METADATA)} twice`);
      metadata = readTexts(scanner);
      return;
    }
    const name = scanner.text;
    if (places.has(name)) refuse(`the header has ${quote(name)} twice`);
    if (places.size === MOST) refuse(`it has more than ${MOST} tensors`);
    places.set(name, placeOf(name, readFields(scanner, name), judge !== undefined));
  });
  scanner.skip();
  if (!scanner.atEnd) scanner.expect("a space, up to the data");
  return { ...inOrder([...places.values()]), metadata: metadata ?? new Map() };
}

/** The metadata alone: what comes before it is passed over, whatever its type. */
export function readMetadata(bytes: Uint8Array): Metadata {
  const scanner = new Scanner(bytes);
  let metadata: Metadata | undefined;
  scanner.list("{", "}", () => {
    readName(scanner);
    if (scanner.is(METADATA)) metadata = readTexts(scanner);
    else readFields(scanner, scanner.text);
    return metadata === undefined;
  });
  return metadata ?? new Map();
}

function readName(scanner: Scanner): void {
  scanner.string();
  scanner.need(":");
}

function readTexts(scanner: Scanner): Metadata {
  const texts = new Map<string, string>();
  scanner.list("{", "}", () => {
    readName(scanner);
    const key = scanner.text;
    if (texts.has(key)) refuse(`${METADATA} has ${quote(key)} twice`);
    if (texts.size === MOST) refuse(`its metadata has more than ${MOST} texts`);
    scanner.string();
    texts.set(key, scanner.text);
  });
  return texts;
}

/** What a header says of a tensor: the product of its shape, and how many offsets there are. */
interface Fields {
  dtype: string | undefined;
  length: number | undefined;
  offsets: number;
  begin: number;
  end: number;
}

function readFields(scanner: Scanner, name: string): Fields {
  const fields: Fields = { dtype: undefined, length: undefined, offsets: -1, begin: 0, end: 0 };
  const once = (field: string, known: unknown) => {
    if (known) refuse(`tensor ${quote(name)} has ${quote(field)} twice`);
  };
  scanner.list("{", "}", () => {
    readName(scanner);
    if (scanner.is("dtype")) {
      once("dtype", fields.dtype !== undefined);
      scanner.string();
      fields.dtype = scanner.text;
    } else if (scanner.is("shape")) {
      once("shape", fields.length !== undefined);
      let length = 1;
      scanner.list("[", "]", () => void (length *= scanner.whole()));
      fields.length = length;
    } else if (scanner.is("data_offsets")) {
      once("data_offsets", fields.offsets >= 0);
      fields.offsets = 0;
      scanner.list("[", "]", () => {
        fields.begin = fields.end;
        fields.end = scanner.whole();
        fields.offsets++;
      });
    } else refuse(`tensor ${quote(name)} has ${quote(scanner.text)}, which no tensor has`);
  });
  return fields;
}

function placeOf(name: string, { dtype, length, offsets, begin, end }: Fields, small: boolean): Place {
  if (dtype === undefined || length === undefined || offsets !== 2)
    return refuse(`tensor ${quote(name)} needs a dtype, a shape and two data_offsets`);
  const element = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (element === undefined || (element < 4 && !small))
    throw new RangeError(`tensor ${quote(name)} has dtype ${quote(dtype)}, F32 and F64 can be read`);
  const taken = element * length;
  if (end - begin !== taken)
    refuse(`tensor ${quote(name)} has the bytes from ${begin} to ${end}, its shape takes ${taken}`);
  return { name, element, length, begin, end };
}

/** As the data has them: without holes and overlaps. */
function inOrder(places: Place[]): { places: Place[]; size: number } {
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let size = 0;
  for (const { name, begin, end } of places) {
    if (begin !== size) refuse(`tensor ${quote(name)} begins at ${begin}, the data before it ends at ${size}`);
    size = end;
  }
  return { places, size };
}
