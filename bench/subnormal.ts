import type { Row } from "../test/catalog.js";
import type { Cell } from "./cells.js";
import { repeated, type Updates } from "./isolate.js";
import { measure, type Effort } from "./measure.js";
import { seededMap } from "./values.js";

/** A step whose state has decayed against one whose state is ordinary. */
export interface Aged {
  readonly optimizer: string;
  readonly element: Cell["element"];
  /** Nanoseconds per update. */
  readonly ordinary: number;
  readonly aged: number;
  /** How many times as long the decayed one takes. */
  readonly ratio: number;
}

/** Real updates at the beginning, and those with zero gradients. */
const REAL = 3;
const ZERO = 10_000;

/** Large against a call, small enough for the cache; with short turns, so that the state decays little in them. */
const LENGTH = 20_000;
const EFFORT: Effort = { rounds: 21, warmup: 5, turn: 1 };

/** Whether a step stays as fast when gradients have long been zero: decaying state must not stay subnormal. */
export function decayed(row: Row): Aged[] {
  if (row.slots.length === 0) return [];
  return (["f32", "f64"] as const).map((element) => {
    const cell = { label: "", tensors: 1, length: LENGTH, element };
    const old = subject(row, cell);
    old.updates(REAL);
    for (const gradient of Object.values(old.grads)) gradient.fill(0);
    old.updates(ZERO);
    const { ordinary, aged } = measure({ ordinary: subject(row, cell).updates, aged: old.updates }, EFFORT);
    return {
      optimizer: row.name,
      element,
      ordinary: Math.round(ordinary.ns),
      aged: Math.round(aged.ns),
      ratio: Number((aged.ns / ordinary.ns).toPrecision(4)),
    };
  });
}

export function agedLine({ optimizer, element, ordinary, aged, ratio }: Aged): string {
  return `${optimizer.padEnd(9)} ${element}  ${micro(ordinary)} µs with ordinary state, ${micro(aged)} µs decayed: ${ratio.toFixed(2)}×`;
}

function micro(nanoseconds: number): string {
  return (nanoseconds / 1000).toPrecision(3);
}

function subject(row: Row, cell: Cell): { grads: Record<string, { fill(value: number): unknown }>; updates: Updates } {
  const optimizer = row.create();
  const { params, grads } = optimizer.allocate(seededMap(cell, 1));
  for (const [name, values] of Object.entries(seededMap(cell, 2))) grads[name].set(values);
  return { grads, updates: repeated("optimizer.update(params, grads);", { optimizer, params, grads }) };
}
