import type { Kernels } from "../backend/kernels.js";
import { Tensor, type RowList } from "../memory/tensor.js";
import type { Binding } from "../step/binding.js";
import type { Run } from "../step/run.js";
import { notWhole, rowsOf } from "./lists.js";
import { requireShapes } from "./shapes.js";

type StepsOf = (
  bindings: readonly Binding[],
  runOf: (binding: Binding) => Run,
  move: { readonly bindings: readonly Binding[] },
) => Run[];

/** @internal The kernels of a rule of matrices, of which rows of lists are some. Throws a `TypeError` for `shapes` that are none. */
/* @__NO_SIDE_EFFECTS__ */
export function byLists<Chosen extends Kernels>(kernels: Chosen): (has: unknown, given: Options) => Chosen {
  const listed = overLists(kernels);
  return (_, { shapes }) => {
    requireShapes(shapes);
    return listed;
  };
}

type Options = Readonly<Record<string, unknown>>;

function overLists<Chosen extends Kernels>(kernels: Chosen): Chosen {
  const each = kernels.stepsOf as unknown as StepsOf;
  const stepsOf: StepsOf = (bindings, runOf, move) => {
    const groups = byList(bindings, move.bindings);
    const all = new Map(groups.map((rows) => [rows[0], rows]));
    // What is refused of a row is refused of all.
    const firsts = groups.map((rows) => rows.find(({ rows: sparse }) => sparse) ?? rows[0]);
    return each(firsts, (first) => runOver(all.get(first) as Binding[], runOf), move);
  };
  return { ...kernels, stepsOf };
}

/**
 * What is stepped in one of these, which have one clock: a parameter, or the rows of a list in their order, with the first,
 * wherever among `all` that move they are.
 */
function byList(bindings: readonly Binding[], all: readonly Binding[]): Binding[][] {
  const lists = new Map<RowList, Map<string, Binding>>();
  for (const binding of all) {
    const { list, name } = binding.tensor;
    if (list) lists.set(list, (lists.get(list) ?? new Map<string, Binding>()).set(name, binding));
  }
  const done = new Map<RowList, readonly Binding[]>();
  return bindings.flatMap((binding) => {
    const { list } = binding.tensor;
    if (list === undefined) return [[binding]];
    const rows = done.get(list) ?? inOrder(list, binding, lists.get(list));
    done.set(list, rows);
    return rows[0] === binding ? [[...rows]] : [];
  });
}

/** All rows of a list, of one count of steps. */
function inOrder(list: RowList, { node, tensor }: Binding, found?: ReadonlyMap<string, Binding>): Binding[] {
  const rows = Math.max(list.rows, node?.isList ? node.items.length : 0);
  return rowsOf({ ...list, rows }).map((name) => {
    const row = found?.get(name);
    if (row?.tensor.clock.steps !== tensor.clock.steps) throw new TypeError(notWhole(list.name, name));
    return row;
  });
}

/** A run over all of these, where they lie together. */
function runOver(rows: readonly Binding[], runOf: (binding: Binding) => Run): Run {
  const [{ tensor }] = rows;
  if (tensor.list === undefined) return runOf(rows[0]);
  const kind = rows.reduce((all, row) => all & row.kind, rows[0].kind);
  // Of arrays of several kinds none is taken where it stands.
  const [first, ...others] = rows.map((row) => (row.kind === kind ? row : alike(row, kind)));
  const run = runOf(first);
  for (const row of others) run.takes(row);
  const { span, begin, end } = run;
  const whole = { ...rows[0], tensor: matrixOf(tensor, tensor.list) };
  const over: Pick<Run, "span" | "begin" | "end" | "bindings" | "windows" | "accumulate"> = {
    span,
    begin,
    end,
    bindings: [whole],
    get windows() {
      return run.windows;
    },
    accumulate: () => run.accumulate(),
  };
  return over as Run;
}

/** The same binding, whose arrays may become others, as one of another kind. */
function alike(binding: Binding, kind: number): Binding {
  return Object.create(binding, { kind: { value: kind } }) as Binding;
}

/** What the list is, as a parameter. */
function matrixOf({ span, offset, clock, sides, shape }: Tensor, list: RowList): Tensor {
  return Object.assign(new Tensor(span, list, offset, clock), { sides, shape });
}
