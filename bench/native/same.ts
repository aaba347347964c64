import type { Row } from "../../test/catalog.js";
import type { Cell } from "../cells.js";
import type { Library } from "./library.js";
import { nativeUpdates, subjectOf, type Subject } from "./subject.js";

const STEPS = 10;
const LENGTH = 1003;

export interface Sameness {
  readonly optimizer: string;
  readonly element: Cell["element"];
  readonly library: string;
  /** Elements of parameters and state whose bits differ after the steps. */
  readonly different: number;
}

/** Whether C and WebAssembly end in the same bits. */
export function sameness(row: Row, library: Library): Sameness[] {
  return (["f32", "f64"] as const).map((element) => {
    const cell = { label: "same", tensors: 1, length: LENGTH, element };
    const [ours, theirs] = [subjectOf(row, cell), subjectOf(row, cell)];
    ours.updates(STEPS);
    nativeUpdates(library, row, cell, theirs)(STEPS);
    const expected = numbers(ours);
    const different = numbers(theirs).filter((value, i) => !Object.is(value, expected[i])).length;
    return { optimizer: row.name, element, library: library.label, different };
  });
}

export function samenessLine(all: readonly Sameness[]): string {
  const differing = all.filter(({ different }) => different > 0);
  const checked = `${all.length} runs of ${STEPS} steps (each rule, element type and instruction set)`;
  if (differing.length === 0) return `C and WebAssembly end in the same bits: ${checked}`;
  const list = differing.map((one) => `  ${one.optimizer} ${one.element} ${one.library}: ${one.different} elements`);
  return `C and WebAssembly DIFFER in ${differing.length} of ${checked}:\n${list.join("\n")}`;
}

function numbers({ optimizer, params }: Subject): number[] {
  const maps = [params, ...Object.values(optimizer.state)];
  return maps.flatMap((map) => Object.values(map).flatMap((values) => Array.from(values)));
}
