import type { Optimizer, ParamMap } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { Cell, cellOf, numbersOf, type Allocation } from "./cells.js";
import { differenceOf } from "./compare.js";
import { create, givenOf, settingOf } from "./create.js";
import * as files from "./files.js";
import * as housekeeping from "./housekeeping.js";
import type { Model, Param } from "./model.js";
import type { Call, Load, Program, Recipes } from "./program.js";
import { Refused } from "./refusal.js";
import type { Held } from "./settings.js";
import { show } from "./show.js";
import { update } from "./update.js";

export interface Divergence {
  /** The calls so far, in JavaScript. */
  readonly lines: readonly string[];
  readonly what: string;
}

/** A program on its way: the library's optimizer and the model's, and the arrays of both. */
export class Run {
  optimizer: Optimizer;
  model: Model;
  readonly cells = new Map<string, Cell>();
  /** Those that were used before, the latest last. */
  readonly before = new Map<string, Cell[]>();
  /** Where the optimizer has the names that were allocated. */
  readonly homes = new Map<string, Allocation>();
  readonly lines: string[] = [];
  /** The maps of the latest update. */
  latest: Record<string, unknown> | undefined;
  #held: Held[] = [];
  #file: { bytes: Uint8Array; saved: files.Saved } | undefined;

  constructor(readonly program: Program) {
    for (const [k, { name, kind, length, size }] of program.parameters.entries()) {
      const seed = program.seed + k;
      this.cells.set(name, cellOf(kind, numbersOf({ seed, size, wild: false }, length), seed));
    }
    [this.optimizer, this.model] = this.#create({});
  }

  /** How the library parts from the model, if it does. */
  call(call: Call): string | undefined {
    const mark = this.lines.length;
    const [theirs, ours] = this.#carryOut(call);
    const thrown = outcomeOf(theirs);
    const refused = outcomeOf(ours);
    if (thrown !== undefined && !(refused instanceof Refused)) return `throws ${String(thrown)}`;
    if (refused !== undefined && !(refused instanceof Refused)) return String((refused as Error).stack);
    if (refused) this.lines.push(`// is refused: ${thrown instanceof Error ? thrown.message : "no!"}`);
    if (this.lines.length === mark) this.lines.push(`// ${call.do}`);
    if (refused && thrown === undefined) return `must be refused: ${refused.message}`;
    if (refused && !refused.isMetBy(thrown)) return `throws ${String(thrown)}\nnot ${refused.message}`;
    return differenceOf(this);
  }

  /** What the library is to do, and what the model is to do. */
  #carryOut(call: Call): [() => void, () => void] {
    const { optimizer, model, lines } = this;
    switch (call.do) {
      case "update":
        return update(this, call);
      case "allocate":
        return this.#allocate(call.names, call.fresh);
      case "replace": {
        const cell = this.cell(call.name);
        const past = this.before.get(call.name) ?? [];
        const { kind, numbers, name } = call;
        const older = numbers === "before" ? past.pop() : undefined;
        const values = typeof numbers === "object" ? numbersOf(numbers, cell.length) : cell.values;
        this.before.set(name, [...past, cell]);
        this.cells.set(name, older ?? cellOf(kind, values, past.length + lines.length));
        lines.push(`params[${show(name)}] = ${older ? "the array before" : show(this.cell(name).array)};`);
        return [() => {}, () => {}];
      }
      case "swap": {
        const { map, params } = this.#mapOf(call.names);
        if (call.fault) {
          map.stranger = [1];
          params.push({ name: "stranger", single: false, values: [1] });
        }
        lines.push(`optimizer.swapAverages(${show(map)});`);
        return [
          () => {
            optimizer.swapAverages(map as ParamMap);
            this.takeNumbers(map);
          },
          () => housekeeping.swapAverages(model, params),
        ];
      }
      case "save":
        return this.#save(call.params);
      case "load":
        return this.#load(call);
      case "reset":
        lines.push("optimizer.reset();");
        return [() => optimizer.reset(), () => housekeeping.reset(model)];
      case "lr": {
        const [theirs, ours] = [settingOf(call.value, this.#held), settingOf(call.value, this.#held)];
        lines.push(`optimizer.lr = ${show(call.value)};`);
        return [() => void (optimizer.lr = theirs as number), () => void (model.settings.base.lr = ours)];
      }
      case "set":
        return this.#set(call);
      case "halve":
        for (const held of this.#held) held.halve();
        return [() => {}, () => {}];
      case "zeroGrads":
        lines.push("optimizer.zeroGrads();");
        return [() => optimizer.zeroGrads(), () => this.#requireZeroGrads()];
      default:
        return [() => {}, () => {}];
    }
  }

  cell(name: string): Cell {
    return this.cells.get(name) as Cell;
  }

  /** Plain numbers are replaced on their object. */
  takeNumbers(map: Readonly<Record<string, unknown>>): void {
    for (const [name, cell] of this.cells) {
      if (typeof cell.array === "number" && typeof map[name] === "number") cell.array = map[name];
    }
  }

  #mapOf(names: readonly string[]): { map: Record<string, unknown>; params: Param[] } {
    const map = Object.fromEntries(names.map((name) => [name, this.cell(name).array]));
    const params = names.map((name) => {
      const { single, values } = this.cell(name);
      return { name, single, values };
    });
    return { map, params };
  }

  #allocate(names: readonly string[], fresh: boolean): [() => void, () => void] {
    const { optimizer, model } = this;
    const { map, params } = this.#mapOf(names);
    this.lines.push(`({ params, grads } = optimizer.allocate(${show(map)}${fresh ? ", { fresh: true }" : ""}));`);
    let home: Allocation;
    return [
      () => void (home = { owner: optimizer, ...optimizer.allocate(map as never, { fresh }) }),
      () => {
        housekeeping.allocate(model, params, fresh);
        for (const { name, values } of params) {
          this.before.set(name, [...(this.before.get(name) ?? []), this.cell(name)]);
          this.cells.set(name, new Cell(home.params[name], [...values], home));
          this.homes.set(name, home);
        }
      },
    ];
  }

  /** All gradients that the optimizer's memory has, of names that were allocated since with others too. */
  #requireZeroGrads(): void {
    for (const [name, { grads }] of this.homes) {
      if (!grads[name].every((g) => Object.is(g, 0))) throw new Error(`grads ${name} is not zero`);
    }
  }

  #set({ options, group, wrong }: Extract<Call, { do: "set" }>): [() => void, () => void] {
    const { optimizer, model } = this;
    const [theirs, ours] = [givenOf(options, this.#held), givenOf(options, this.#held)];
    const place = group === undefined ? "" : `, ${group}`;
    this.lines.push(`optimizer.set(${show({ ...options, ...wrong?.options })}${place});`);
    return [
      () => optimizer.set({ ...theirs, ...wrong?.options } as object, group),
      () => {
        const refusals = wrong ? [{ error: wrong.error, says: [wrong.says] }] : [];
        housekeeping.set(model, ours, group, refusals);
      },
    ];
  }

  #save(withParams: boolean): [() => void, () => void] {
    const { optimizer, model } = this;
    const { map, params } = this.#mapOf(withParams ? [...this.cells.keys()] : []);
    this.lines.push(`bytes = save(optimizer${withParams ? `, ${show(map)}` : ""});`);
    let bytes: Uint8Array;
    return [
      () => void (bytes = withParams ? save(optimizer, map as ParamMap) : save(optimizer)),
      () => void (this.#file = { saved: files.save(model, withParams ? params : undefined), bytes }),
    ];
  }

  #load({ fresh, keep, params: withParams }: Load): [() => void, () => void] {
    if (this.#file === undefined) return [() => {}, () => {}];
    const { bytes, saved } = this.#file;
    const [optimizer, model] = fresh ? this.#create(fresh) : [this.optimizer, this.model];
    const { map, params } = this.#mapOf(withParams ? [...this.cells.keys()] : []);
    const options = { ...(keep.length > 0 ? { keep } : {}), ...(withParams ? { params: map as ParamMap } : {}) };
    this.lines.push(`load(optimizer, bytes, ${show(options)});`);
    return [
      () => {
        load(optimizer, bytes, options);
        this.takeNumbers(map);
      },
      () => {
        files.load(model, saved, keep, withParams ? params : undefined);
        if (fresh) this.homes.clear();
        this.optimizer = optimizer;
        this.model = model;
      },
    ];
  }

  #create(other: Recipes): [Optimizer, Model] {
    const { optimizer, model, line } = create(this.program, other, this.#held);
    this.lines.push(line);
    return [optimizer, model];
  }
}

function outcomeOf(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error ?? "nothing";
  }
}
