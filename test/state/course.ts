import type { CommonOptions, GradValue, Optimizer, ParamMap, ParamValue } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { internals } from "../../src/internals.js";
import { decodeFile } from "../../src/checkpoint/safetensors.js";
import type { Row } from "../catalog.js";
import { copyOf, generator, list, type Floats, type Values } from "../support.js";

/** Where parameters may be and what computes them. */
export const PLACES = (["wasm", "js"] as const).flatMap((backend) =>
  [false, true].map((allocated) => ({ backend, allocated, place: `${backend}, ${allocated ? "allocated" : "own"}` })),
);

export type Place = Pick<(typeof PLACES)[number], "backend" | "allocated">;

/** A table of 6 rows of 2, and what else there is. */
export const initial = (): ParamMap => ({
  E: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  W: Float64Array.from({ length: 5 }, (_, i) => Math.cos(i)),
  b: [0.5, -0.25, 1],
  x: 0.125,
});

/** Options by which means begin at 0, and stay there without gradients. */
export function still({ defaults }: Row): Record<string, number> {
  const names = "beta1" in defaults ? ["initialAccumulator", "epsRoot"] : [];
  // Decay moves what has no gradient.
  const zeroed = [...names, "weightDecay", "lambd"].filter((name) => name in defaults);
  return Object.fromEntries(zeroed.map((name) => [name, 0]));
}

/** Whether its state begins at 0, or at what stands for nothing. */
export function beginsAtZero(row: Row): boolean {
  const { store } = row.create(still(row))[internals];
  return !row.slots.some((slot) => Math.abs(store.initial(slot, 0)) > 0);
}

/** What all options beside the rule ask for, in a window of two calls. */
export const ALL: CommonOptions = {
  emaDecay: 0.75,
  accumulate: 2,
  weightDecay: 0.01,
  l2: 0.02,
  clipValue: 1,
  groups: [{ match: /b/, lr: 0.25, maximize: true }],
};

export const WIDTH = 2;
/** Rows of a table that has others later. */
const HEIGHT = 8;
export const LATE = 7;

/** A training: an optimizer, its parameters and the gradients of its calls, the same for a seed. */
export class Course {
  readonly optimizer: Optimizer;
  params: ParamMap;
  grads: Record<string, ParamValue>;
  /** Which rows of `HEIGHT` are those of E, if their gradients go by rows; those beyond the first 6 have none before call `LATE`. */
  #rows: readonly number[] | undefined;

  constructor(
    row: Row,
    { backend, allocated }: Place,
    options: CommonOptions = {},
    params = initial(),
    rows?: readonly number[],
  ) {
    this.#rows = rows;
    this.optimizer = row.create({ ...options, backend } as never);
    const maps: { params: ParamMap; grads: Record<string, ParamValue> } = allocated
      ? this.optimizer.allocate(params)
      : { params, grads: zeros(params) };
    this.params = maps.params;
    this.grads = maps.grads;
  }

  /** Calls from one to before another. */
  go(begin: number, end: number): this {
    for (let call = begin; call < end; call++) {
      const random = generator(call + 1);
      const value = () => (random() - 0.5) * 4;
      const table = Array.from({ length: HEIGHT * WIDTH }, (_, i) => (call < LATE && i >= 6 * WIDTH ? 0 : value()));
      for (const [name, grad] of Object.entries(this.grads)) {
        const values = name === "E" && this.#rows ? rowsOf(table, this.#rows, WIDTH) : undefined;
        this.#put(name, grad, (i) => values?.[i] ?? value());
      }
      this.optimizer.update(this.params, this.grads as Record<string, GradValue>);
    }
    return this;
  }

  #put(name: string, grad: ParamValue, value: (i: number) => number): void {
    if (typeof grad === "number") this.grads[name] = value(0);
    else for (let i = 0; i < grad.length; i++) grad[i] = value(i);
  }

  /** E is another array from here on, of these rows; allocated again where it was. */
  take(E: number[] | Floats, rows: readonly number[], { allocated }: Place): this {
    this.#rows = rows;
    const maps = allocated ? this.optimizer.allocate({ E }) : { params: { E }, grads: zeros({ E }) };
    this.params = { ...this.params, ...maps.params };
    this.grads = { ...this.grads, ...maps.grads };
    return this;
  }

  /** The same arrays under other names, in the same order. */
  relabel(names: Readonly<Record<string, string>>): this {
    this.params = relabelled(this.params, names);
    this.grads = relabelled(this.grads, names);
    return this;
  }
}

export function relabelled<Value>(map: Readonly<Record<string, Value>>, names: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [names[name] ?? name, value]));
}

function zeros(params: ParamMap): Record<string, ParamValue> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "number" ? 0 : (value as Floats).map(() => 0),
    ]),
  );
}

/** All that is kept of each parameter, by its name and the slot's, and the counts. */
export function kept(optimizer: Optimizer): Record<string, Values> {
  const { tensors, metadata } = decodeFile(save(optimizer));
  const steps = JSON.parse(metadata.get("steps") ?? "{}") as Record<string, number>;
  const counts = ["iterations", "skipped", "microSteps"].map((name) => Number(metadata.get(name)));
  const all: [string, Values][] = [
    ...tensors,
    ...Object.entries(steps).map(([name, n]) => [`steps.${name}`, n] as [string, number]),
  ];
  return { counts, ...Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Rows of a table, and in the place of −1 one of these numbers. */
export function rowsOf<Table extends number[] | Floats>(
  table: Table,
  rows: readonly number[],
  width: number,
  fresh = 0,
): Table {
  const values = rows.flatMap((row) =>
    Array.from({ length: width }, (_, i) => (row < 0 ? fresh : table[row * width + i])),
  );
  return (Array.isArray(table) ? values : new (table.constructor as Float64ArrayConstructor)(values)) as Table;
}

export function valuesOf(params: ParamMap): Record<string, number[]> {
  return Object.fromEntries(Object.entries(copyOf(params)).map(([name, value]) => [name, list(value)]));
}
