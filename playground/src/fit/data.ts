/** What was observed at one x, and how uncertain it is where that is told. */
export interface Row {
  readonly x: number;
  readonly y: number;
  readonly sigma?: number;
}

export type DataProblem = "none" | "columns" | "uneven" | "number" | "sigma" | "many";

/** Why columns cannot be read, and in which line. */
export class DataError extends Error {
  constructor(
    readonly problem: DataProblem,
    readonly line: number,
    readonly found = "",
  ) {
    super(`${problem} in line ${line}: ${found}`);
  }
}

export const MOST_ROWS = 500;
/** Beyond this, squares overflow. */
export const LARGEST = 1e100;

/** Reads lines of x, y and perhaps sigma, apart by tabs, commas, semicolons or spaces; one line of names may stand above. */
export function readRows(text: string): Row[] {
  const rows: Row[] = [];
  let columns = 0;
  let isFirst = true;
  text.split(/\r\n|\n|\r/).forEach((line, k) => {
    const cells = line
      .trim()
      .split(/\s*[,;\t]\s*|\s+/)
      .filter((cell) => cell !== "");
    if (cells.length === 0 || cells[0].startsWith("#")) return;
    const numbers = cells.map((cell) => Number(cell.replace("−", "-")));
    const bad = numbers.findIndex((each) => !(Math.abs(each) <= LARGEST));
    const isHeader = isFirst && bad >= 0;
    isFirst = false;
    if (isHeader) return;
    if (bad >= 0) throw new DataError("number", k + 1, cells[bad]);
    if (numbers.length !== 2 && numbers.length !== 3) throw new DataError("columns", k + 1, String(numbers.length));
    if (columns !== 0 && numbers.length !== columns) throw new DataError("uneven", k + 1, String(numbers.length));
    columns = numbers.length;
    const [x, y, sigma] = numbers;
    if (sigma !== undefined && !(sigma >= 1 / LARGEST)) throw new DataError("sigma", k + 1, cells[2]);
    if (rows.length === MOST_ROWS) throw new DataError("many", k + 1, String(MOST_ROWS));
    rows.push(sigma === undefined ? { x, y } : { x, y, sigma });
  });
  if (rows.length === 0) throw new DataError("none", 1);
  return rows;
}

export function writeRows(rows: readonly Row[], between = "\t", after = "\n"): string {
  return rows.map(({ x, y, sigma }) => [x, y, ...(sigma === undefined ? [] : [sigma])].join(between)).join(after);
}
