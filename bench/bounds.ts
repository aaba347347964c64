import { MAP } from "./cells.js";
import type { CellResult } from "./results.js";

/** What is asked of float32; `cheap` are the rules that do not divide, which memory bounds and not the divider. */
interface Bound {
  readonly what: string;
  readonly of: (cell: CellResult) => number | undefined;
  readonly rules: (cell: CellResult) => boolean;
  readonly labels: readonly string[];
  readonly asked: number;
  /** Whether the figure may be at most, not at least, what is asked. */
  readonly most?: true;
}

const any = (): boolean => true;
const twoSlots = ({ slots }: CellResult): boolean => slots === 2;
const cheap = ({ cheap: is }: CellResult): boolean => is;
const javascript = (cell: CellResult): number => cell.ratioAllocated;
const callers = (cell: CellResult): number => cell.callersOverAllocated;
const threads = (cell: CellResult): number | undefined => cell.ratioThreads;

const BOUNDS: readonly Bound[] = [
  { what: "allocated / fastest JavaScript", of: javascript, rules: twoSlots, labels: ["1e3", "1e4", "1e5", "1e6"], asked: 6.3 },
  { what: "allocated / fastest JavaScript", of: javascript, rules: twoSlots, labels: ["1e7"], asked: 6 },
  { what: "allocated / fastest JavaScript", of: javascript, rules: cheap, labels: ["1e3", "1e4", "1e5"], asked: 10 },
  { what: "allocated / fastest JavaScript", of: javascript, rules: cheap, labels: ["1e6"], asked: 8.5 },
  { what: "allocated / fastest JavaScript", of: javascript, rules: cheap, labels: ["1e7"], asked: 4.8 },
  { what: "allocated / fastest JavaScript by name", of: (cell) => cell.ratioByName, rules: any, labels: [MAP], asked: 11 },
  { what: "two threads / one", of: threads, rules: any, labels: ["1e5"], asked: 1.75 },
  { what: "two threads / one", of: threads, rules: any, labels: ["1e6"], asked: 1.9 },
  { what: "caller's arrays' time / allocated", of: callers, rules: any, labels: ["1e5"], asked: 1.35, most: true },
  { what: "caller's arrays' time / allocated", of: callers, rules: any, labels: ["4e6"], asked: 1.6, most: true },
];

/** A line for each bound: every rule's figure there, and whether all meet it. */
export function bounds(results: readonly CellResult[]): string[] {
  const single = results.filter(({ element }) => element === "f32");
  const lines = BOUNDS.flatMap(({ what, of, rules, labels, asked, most }) => {
    const held = single.filter((cell) => labels.includes(cell.label) && rules(cell) && of(cell) !== undefined);
    if (held.length === 0) return [];
    const meets = (figure: number) => (most ? figure <= asked : figure >= asked);
    const verdict = held.every((cell) => meets(of(cell) ?? NaN)) ? "met" : "NOT MET";
    const figures = held.map((cell) => `${cell.optimizer} ${cell.label} ${(of(cell) ?? NaN).toFixed(2)}`).join(", ");
    return [`${what}, asked ${most ? "≤" : "≥"} ${asked}: ${verdict} (${figures})`];
  });
  const lists = results.filter(({ ratioLists }) => ratioLists !== undefined);
  const figures = lists.map(({ optimizer, ratioLists = NaN }) => `${optimizer} ${ratioLists.toFixed(2)}`).join(", ");
  return [...lines, `number[] / fastest JavaScript over number[], asked ≥ 1: ${lists.every(({ ratioLists = 0 }) => ratioLists >= 1) ? "met" : "NOT MET"} (${figures})`];
}
