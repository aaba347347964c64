import { sparseRows, type GradMap, type ParamMap } from "../../src/index.js";
import { list, type Floats } from "../support.js";
import { arrayOf, numbersOf, type Cell } from "./cells.js";
import { unlike } from "./compare.js";
import type { Grad, Pair } from "./model.js";
import { breakUpdate } from "./faults.js";
import type { GradRecipe, Update } from "./program.js";
import type { Refusal } from "./refusal.js";
import type { Run } from "./run.js";
import { show } from "./show.js";

/** What an update gives to the library and to the model. */
export interface Prepared {
  params: Record<string, unknown>;
  grads: Record<string, unknown>;
  options: unknown;
  pairs: Pair[];
  refusals: Refusal[];
  /** What is done before the call and after it. */
  around: (call: () => void) => void;
}

type Given = { readonly given: unknown; readonly grad: Grad };

/** An update, as the library is to do it and as the model is. */
export function update(run: Run, call: Update): [() => void, () => void] {
  const prepared = prepare(run, call);
  const { optimizer, model } = run;
  const { params, grads, options, pairs, refusals } = prepared;
  const times = call.times > 1 ? `for (let k = 0; k < ${call.times}; k++) ` : "";
  const more = options === undefined ? "" : `, ${show(options)}`;
  run.lines.push(`${times}optimizer.update(${show(params)}, ${show(grads)}${more});`);
  const once = () => {
    if (options === undefined) optimizer.update(params as ParamMap, grads as GradMap);
    else optimizer.update(params as ParamMap, grads as GradMap, options as { gradScale: number });
  };
  const theirs = () => {
    for (let k = 0; k < call.times; k++) prepared.around(once);
    run.takeNumbers(params);
  };
  const ours = () => {
    for (let k = 0; k < call.times; k++)
      model.update(pairs.map(asNow), Object.keys(grads), call.gradScale ?? 1, refusals);
    requireUnwritten(prepared);
  };
  return [theirs, ours];
}

function prepare(run: Run, call: Update): Prepared {
  const names = call.grads.map(({ name }) => name);
  const given = new Map(call.grads.map((recipe) => [recipe.name, gradOf(run, recipe)]));
  const others = call.others.filter((name) => !names.includes(name)).map((name) => [name, [1]]);
  const entries = [...given].map(([name, each]) => [name, each.given]);
  const params = paramsOf(run, names, call.sameMaps);
  const home = run.cells.get(names[0])?.allocation;
  const isHome = params === home?.params && names.every((name) => home.grads[name] === given.get(name)?.given);
  const ordered = call.reversed ? [...others, ...entries.toReversed()] : [...entries, ...others];
  const grads: Record<string, unknown> = isHome ? home.grads : Object.fromEntries(ordered);
  const pairs = names.map((name): Pair => {
    const { single, values } = run.cell(name);
    return { name, single, values, grad: (given.get(name) as Given).grad };
  });
  const options = call.gradScale === undefined ? undefined : { gradScale: call.gradScale };
  run.latest = params;
  const prepared: Prepared = { params, grads, options, pairs, refusals: [], around: (once) => once() };
  if (call.fault) breakUpdate(run, prepared, call.fault);
  return prepared;
}

/** The map from `allocate`, the one of the update before, or a new one. */
function paramsOf({ cells, latest, optimizer }: Run, names: readonly string[], same: boolean): Record<string, unknown> {
  const values = names.map((name) => (cells.get(name) as Cell).array);
  const home = cells.get(names[0])?.allocation;
  const isOf = (map: Readonly<Record<string, unknown>>) =>
    Object.keys(map).join() === names.join() && names.every((name, k) => isLike(map[name], values[k]));
  if (same && home?.owner === optimizer && isOf(home.params)) return home.params;
  const fresh = Object.fromEntries(names.map((name, k) => [name, values[k]]));
  if (!same || latest === undefined || Object.isFrozen(latest) || !isOf(latest)) return fresh;
  return Object.assign(latest, fresh);
}

function isLike(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "number" && typeof b === "number");
}

function gradOf(run: Run, { name, as, numbers }: GradRecipe): Given {
  const cell = run.cell(name);
  const { length } = cell;
  if (as === "null") return { given: null, grad: null };
  const values = numbersOf(numbers, length);
  if (typeof as === "object") {
    const other = run.cell(as.param);
    if (typeof other.array !== "number" && other.length === length) return { given: other.array, grad: other.values };
  }
  if (as === "rows") {
    const { width } = run.program.parameters.find((each) => each.name === name) ?? { width: 1 };
    const rows = values.slice(0, numbers.seed % 8).map((x) => Math.floor(Math.abs(x) * 1e9) % (length / width) || 0);
    const given = numbersOf(numbers, rows.length * width);
    return { given: sparseRows(rows, given), grad: { rows, values: given } };
  }
  if (as === "allocated" && cell.allocation?.owner === run.optimizer) {
    const array = cell.allocation.grads[name];
    array.set(values);
    return { given: array, grad: list(array) };
  }
  const kind = typeof as === "object" || as === "allocated" || (as === "number" && length !== 1) ? "Float32Array" : as;
  const array = arrayOf(kind, values, numbers.seed);
  return { given: array, grad: list(array) };
}

/** Of a gradient that is a parameter, its values before the step. */
function asNow(pair: Pair): Pair {
  return Array.isArray(pair.grad) ? { ...pair, grad: [...pair.grad] } : pair;
}

/** Gradients are never written to, but where they are parameters. */
function requireUnwritten({ grads, pairs, refusals }: Prepared): void {
  if (refusals.length > 0) return;
  const parameters = new Set(pairs.map(({ values }) => values as unknown));
  for (const { name, grad } of pairs) {
    if (!Array.isArray(grad) || parameters.has(grad)) continue;
    const found = unlike(`grads ${name}`, grads[name] as number | number[] | Floats, grad as number[]);
    if (found) throw new Error(found);
  }
}
