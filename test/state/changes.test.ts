import { it } from "vitest";
import type { CommonOptions, GradValue, Optimizer, ParamMap, ParamValue } from "../../src/index.js";
import { decode, encode, load, save } from "../../src/checkpoint/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { internals } from "../../src/internals.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator, list, type Floats } from "../support.js";
import { seedOf } from "../seed.js";
import { kept, rowsOf, still, valuesOf } from "./course.js";

/** For each optimizer; with PROGRAMS=400 and SEED=random it takes minutes. */
const COUNT = Number(process.env.PROGRAMS ?? 25);
const SEED = seedOf();

const NAMES = ["a", "b", "ab", "c", "bb", "d.c", "d"];
const OPTIONS: readonly CommonOptions[] = [
  {},
  { groups: [{ match: /b/, lr: 0.25, optional: true }] },
  { emaDecay: 0.75, groups: [{ match: /b/, lr: 0.25, optional: true }] },
  {
    accumulate: 3,
    weightDecay: 0.125,
    groups: [
      { match: /b/, l2: 0.5, optional: true },
      { match: /^a/, maximize: true, optional: true },
    ],
  },
  { accumulate: 2, emaDecay: 0.5, clipNorm: 2, groups: [{ match: /b$/, clipValue: 0.5, optional: true }] },
];

it.each(catalog)(`random changes of what $name keeps are those of a file changed by hand (SEED=${SEED})`, (row) => {
  for (let k = 0; k < COUNT; k++) {
    const random = generator(SEED + 7_919 * k);
    const options = OPTIONS[Math.floor(random() * OPTIONS.length)];
    const [one, other] = random() < 0.5 ? (["wasm", "js"] as const) : (["js", "wasm"] as const);
    const program = new Program(
      () => row.create({ ...options, ...still(row), backend: one } as never),
      () => row.create({ ...options, ...still(row), backend: other } as never),
      random,
      row.single === undefined,
    );
    try {
      for (let call = 0; call < 24; call++) program.call();
    } catch (error) {
      (error as Error).message =
        `program ${SEED + 7_919 * k} ${JSON.stringify(options)} ${program.said.join(", ")}: ${(error as Error).message}`;
      throw error;
    }
  }
});

/** An optimizer whose names and rows change, and another that loads at each change a file in which it was made by hand. */
class Program {
  readonly said: string[] = [];
  #optimizer: Optimizer;
  #shadow: Optimizer;
  #params: ParamMap;
  #grads: Record<string, Floats> = {};
  /** The same values in arrays of their own. */
  #copies: ParamMap;

  constructor(
    readonly create: () => Optimizer,
    readonly createShadow: () => Optimizer,
    readonly random: () => number,
    /** Whether its state has rows. */
    readonly rows: boolean,
  ) {
    this.#optimizer = create();
    this.#shadow = createShadow();
    this.#params = { a: Float32Array.of(1, 2, 3, 4, 5, 6), b: [1, -1, 0.5, 2], c: 0.25, d: Float64Array.of(3, 2) };
    this.#copies = copyOf(this.#params);
  }

  call(): void {
    const calls = [
      this.#update,
      this.#update,
      this.#update,
      this.#allocate,
      this.#rename,
      this.#forget,
      this.rows ? this.#takeRows : this.#update,
      this.#restore,
    ];
    const call = calls[this.#below(calls.length)];
    this.said.push(call.name.slice(1));
    call.call(this);
    expectSameMaps(sorted(valuesOf(this.#params)), sorted(valuesOf(this.#copies)), "params");
    expectSameMaps(kept(this.#optimizer), kept(this.#shadow), "kept");
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }

  #some(names: readonly string[]): string[] {
    return names.filter(() => this.random() < 0.4);
  }

  /** What has state, and what has not yet. */
  get #known(): string[] {
    return Object.keys(snapshot(this.#optimizer).steps);
  }

  #update(): void {
    const grads: Record<string, GradValue | null> = {};
    const copies: Record<string, GradValue | null> = {};
    for (const [name, param] of Object.entries(this.#params)) {
      const values = list(param).map(() => (this.random() - 0.5) * 8);
      const home = this.#grads[name];
      const none = this.random() < 0.15;
      if (home?.length === values.length) home.set(values);
      const given =
        home?.length === values.length && this.random() < 0.8 ? home : typeof param === "number" ? values[0] : values;
      grads[name] = none ? null : given;
      copies[name] = none ? null : typeof param === "number" ? values[0] : list(given);
    }
    this.#optimizer.update(this.#params, grads);
    this.#shadow.update(this.#copies, copies);
  }

  #allocate(): void {
    const names = this.#some(Object.keys(this.#params));
    if (names.length === 0) return;
    const initial = Object.fromEntries(names.map((name) => [name, this.#params[name]]));
    const { params, grads } = this.#optimizer.allocate(initial);
    this.#shadow.allocate(initial);
    this.#params = { ...this.#params, ...params };
    this.#grads = { ...this.#grads, ...grads };
    for (const name of names) if (typeof this.#copies[name] === "number") this.#copies[name] = [this.#copies[name]];
  }

  #rename(): void {
    const from = this.#some(this.#known);
    const taken = new Set(Object.keys(this.#params).filter((name) => !from.includes(name)));
    const free = NAMES.filter((name) => !taken.has(name)).toSorted(() => this.random() - 0.5);
    const names = Object.fromEntries(from.map((name, k) => [name, free[k]]));
    this.said.push(JSON.stringify(names));
    const file = this.#file();
    rename(this.#optimizer, names);
    const moved = <Value>(map: Record<string, Value>) =>
      Object.fromEntries(Object.entries(map).map(([name, value]) => [names[name] ?? name, value]));
    [this.#params, this.#copies, this.#grads] = [moved(this.#params), moved(this.#copies), moved(this.#grads)];
    this.#load(file.map((each) => ({ ...each, name: names[each.name] ?? each.name })));
  }

  #forget(): void {
    const names = this.#some(this.#known);
    this.said.push(names.join());
    const file = this.#file();
    forget(this.#optimizer, names);
    this.#load(file.filter(({ name }) => !names.includes(name)));
  }

  #takeRows(): void {
    const known = this.#known;
    const name = known[this.#below(known.length)];
    const param = this.#params[name];
    if (param === undefined) return;
    const length = list(param).length;
    const width = length % 2 === 0 && this.random() < 0.7 ? 2 : 1;
    const rows = Array.from({ length: this.#below(5) }, () => this.#below(length / width + 1) - 1);
    this.said.push(`${name} ${rows.join()}`);
    const { store } = this.#optimizer[internals];
    // Where a rule's slots begin, new rows do.
    const begin = (slot: string) => store.initial(slot, store.tensors.get(name)?.span.group ?? 0);
    const gathered = (values: ParamValue, fresh: number) =>
      rowsOf(typeof values === "number" ? [values] : (values as Floats), rows, width, fresh);
    const file = this.#file();
    const next = gathered(param, 0.5);
    takeRows(this.#optimizer, name, rows, { width, param: next });
    this.#params = { ...this.#params, [name]: next };
    this.#copies[name] = next.slice();
    this.#load(
      file.map((each) => {
        if (each.name !== name) return each;
        const slots = Object.entries(each.slots).map(([slot, values]) => [
          slot,
          gathered(values, slot === "ema" ? 0.5 : begin(slot)),
        ]);
        return { ...each, length: rows.length * width, slots: Object.fromEntries(slots) as Record<string, Floats> };
      }),
    );
  }

  #restore(): void {
    const from = structuredClone(snapshot(this.#optimizer));
    this.#optimizer = this.create();
    this.#params = copyOf(this.#params);
    restore(this.#optimizer, from);
  }

  /** What a file has of each parameter. */
  #file(): Kept[] {
    const { tensors, metadata } = decode(save(this.#optimizer));
    const steps = JSON.parse(metadata.steps) as Record<string, number>;
    return Object.entries(JSON.parse(metadata.parameters) as Record<string, [string, number]>).map(
      ([name, [type, length]]) => {
        const start = `state.${name}.`;
        const own = Object.entries(tensors).filter(
          ([label]) => label.startsWith(start) && !label.slice(start.length).includes("."),
        );
        return {
          name,
          type,
          length,
          steps: steps[name],
          slots: Object.fromEntries(own.map(([label, values]) => [label.slice(start.length), values])),
        };
      },
    );
  }

  #load(all: readonly Kept[]): void {
    const { metadata } = decode(save(this.#optimizer));
    const tensors = all.flatMap(({ name, slots }) =>
      Object.entries(slots).map(([slot, values]) => [`state.${name}.${slot}`, values]),
    );
    const file = encode(Object.fromEntries(tensors) as Record<string, Floats>, {
      ...metadata,
      parameters: JSON.stringify(Object.fromEntries(all.map(({ name, type, length }) => [name, [type, length]]))),
      steps: JSON.stringify(Object.fromEntries(all.map(({ name, steps }) => [name, steps]))),
    });
    this.#shadow = this.createShadow();
    load(this.#shadow, file);
  }
}

interface Kept {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly steps: number;
  readonly slots: Record<string, Floats>;
}

function sorted<Value>(map: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
