import { AGED, BOUNDS, PER_TENSOR, PER_UPDATE, type Bound } from "./bounds/asked.js";
import type { CellResult, Results } from "./results.js";

/** A number that was asked, and who keeps it. */
export interface Verdict {
  readonly what: string;
  readonly asked: string;
  /** Each with its worst value. */
  readonly met: readonly string[];
  readonly missed: readonly string[];
}

export function verdicts({ cells, subnormals, overhead }: Pick<Results, "cells" | "subnormals" | "overhead">): Verdict[] {
  return [
    ...BOUNDS.map((bound) => ofCells(bound, cells)),
    verdict(
      "after 10,000 updates with zero gradients, time over that with ordinary state",
      AGED,
      true,
      subnormals.map(({ optimizer, element, ratio }) => ({ name: `${optimizer} ${element}`, value: ratio })),
    ),
    verdict(
      "ns per update of 16 allocated elements, any number of tensors",
      PER_UPDATE,
      true,
      overhead.map(({ optimizer, allocated }) => ({ name: optimizer, value: Math.max(...Object.values(allocated)) })),
    ),
    verdict(
      "ns per tensor of a caller's map beyond the copies",
      PER_TENSOR,
      true,
      overhead.map(({ optimizer, beyondCopies }) => ({ name: optimizer, value: beyondCopies })),
    ),
  ].filter(({ met, missed }) => met.length + missed.length > 0);
}

/** A line for each number asked. */
export function bounds(results: Parameters<typeof verdicts>[0]): string[] {
  return verdicts(results).map(({ what, asked, met, missed }) => {
    const parts = [...(missed.length > 0 ? [`NOT MET by ${missed.join(", ")}`] : []), ...(met.length > 0 ? [`met by ${met.join(", ")}`] : [])];
    return `${what}: asked ${asked}: ${parts.join("; ")}`;
  });
}

interface Value {
  readonly name: string;
  readonly value: number;
}

/** Each optimizer's worst cell. */
function ofCells({ what, asked, most = false, labels, optimizers, ratio }: Bound, cells: readonly CellResult[]): Verdict {
  const worst = new Map<string, Value>();
  for (const cell of cells) {
    const { optimizer, element, label } = cell;
    const value = ratio(cell);
    if (value === undefined || element !== "f32" || !labels.includes(label)) continue;
    if (optimizers !== undefined && !optimizers.includes(optimizer)) continue;
    const before = worst.get(optimizer)?.value ?? (most ? -Infinity : Infinity);
    if (most ? value > before : value < before) worst.set(optimizer, { name: labels.length > 1 ? `${optimizer} (${label})` : optimizer, value });
  }
  return verdict(`${what}, n = ${labels.join(" / ")}`, asked, most, [...worst.values()]);
}

function verdict(what: string, asked: number, most: boolean, values: readonly Value[]): Verdict {
  const keeps = ({ value }: Value) => (most ? value <= asked : value >= asked);
  const written = ({ name, value }: Value) => `${name} ${value < 100 ? value.toFixed(2) : value.toFixed(0)}`;
  return {
    what,
    asked: `${most ? "≤" : "≥"} ${asked}`,
    met: values.filter(keeps).map(written),
    missed: values.filter((value) => !keeps(value)).map(written),
  };
}
