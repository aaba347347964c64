// What the types take and refuse. A comment `@ts-expect-error` says after a colon what the compiler says of the next line.
import { Adam, minimize, ScheduleFreeSGD, sparseRows } from "optim-wasm";
import type { GradMap, Gradients, ParamMap, Params } from "optim-wasm";
import { endless, flat, Net, nested, net, some, W, type Anything, type Layer } from "./shapes.js";

const adam = new Adam();

// Interfaces, classes, optional and readonly fields, arrays of objects, types without an end.
adam.update(flat, { W, b: [1, 2], scale: 1 });
adam.update(flat, { W: sparseRows([0], [1, 2]), b: null, scale: [1] }, { gradScale: 2 });
adam.update(nested, { embed: null, layers: [{ W }, null], pair: [1, W] });
adam.update(nested, { embed: { table: W }, layers: [{ W, b: [1] }], pair: null });
adam.update(net, { layers: [{ W, b: [1, 2] }, null], temperature: 0 });
adam.update(net, net);
adam.update(endless, { W, children: [{ W, left: { W, children: [] }, children: [] }] });
adam.update([W, { b: 1 }], [W, { b: 1 }]);
adam.update({}, {});

// Names that are known at run time alone.
const record = some<Record<string, Float32Array>>();
adam.update(record, record);
adam.update(some<Readonly<Record<string, Float64Array>>>(), some<Record<string, number[]>>());
adam.update(some<ParamMap>(), some<GradMap>());
adam.update(flat, some<GradMap>());
adam.update(some<Record<string, Layer>>(), some<Record<string, Layer>>());
adam.update(some<Anything>(), some<Anything>());
adam.update(some<Anything>(), { W });
adam.update(flat, some<Anything>());
adam.update({ a: some<Anything>() }, { a: some<Anything>() });
adam.update(some<object>(), {});

// A user's generic functions.
export function flatStep<M extends Record<string, Float32Array>>(params: M, grads: M): void {
  adam.update(params, grads);
}
export function mapStep<M extends ParamMap>(params: M, grads: Readonly<Record<keyof M, number[]>>): void {
  adam.update(params, grads);
}
export function keyedStep<K extends string>(params: Record<K, number>, grads: Record<K, number>): void {
  adam.update(params, grads);
}
export function treeStep<M extends object>(params: M, grads: Gradients<M>): void {
  adam.update(params, grads);
  adam.swapAverages(params);
  minimize<M>(() => [1, grads], params, adam);
}
export function layeredStep<M extends { layers: Layer[] }>(params: M, grads: Gradients<M>): void {
  adam.update(params, grads);
}
export function allocatedStep<M extends Record<string, Float32Array>>(model: M): void {
  // By its type parameter the compiler does not see that the one has the names of the other.
  const { params, grads } = adam.allocate<Record<string, Float32Array>>(model);
  adam.update(params, grads);
}
export function checkedStep<M extends object>(params: Params<M>, grads: Gradients<M>): void {
  adam.update<M>(params, grads);
}
flatStep({ W }, { W });
treeStep(nested, { embed: null, layers: [], pair: null });
treeStep(new Net(), net);

// A gradient that is missing, misspelt, or no number.
// @ts-expect-error: an array alone is no model: give it a name, { W: it }
adam.update(W, W);
// @ts-expect-error: 'b'
adam.update({ W, b: 1 }, { W });
// @ts-expect-error: scale
adam.update(flat, { W, b: [1] });
// @ts-expect-error: 'B'
adam.update(flat, { W, B: [1], scale: 1 });
// @ts-expect-error: 'weight'
adam.update(nested, { embed: { table: W }, layers: [{ W, weight: W }], pair: null });
const short = { embed: { table: W }, layers: [{ b: W }], pair: [1, W] as const };
// @ts-expect-error: 'W'
adam.update(nested, short);
// @ts-expect-error: 'string'
adam.update(flat, { W: "W", b: [1], scale: 1 });
// @ts-expect-error: 'undefined'
adam.update(flat, { W: undefined, b: [1], scale: 1 });
// @ts-expect-error: 'pair'
adam.update(nested, { embed: null, layers: null });
// @ts-expect-error: 'temperature'
adam.update(net, { layers: [{ W, b: [1, 2] }] });
// @ts-expect-error: Sparse
adam.update({ W }, { W: {} });
// @ts-expect-error: null
adam.update(flat, null);

// What is no parameter, by its path.
// @ts-expect-error: a must be a number, number[], Float32Array or Float64Array
adam.update({ a: "1" }, { a: 1 });
// @ts-expect-error: layers.${number}.name must be a number
adam.update({ layers: [{ W, name: "first" }] }, { layers: [{ W }] });
// @ts-expect-error: head.name must be a number
adam.update(some<{ head: { W: Float32Array; name: string } }>(), { head: { W } });
// @ts-expect-error: pair.1.on must be a number
adam.update(some<{ pair: [number, { on: boolean }] }>(), { pair: [1, {}] });
// @ts-expect-error: head.b must be a number
adam.update({ head: { b: new Int8Array(1) } }, { head: { b: [1] } });
// @ts-expect-error: 'null'
adam.update({ head: { b: null } }, { head: { b: [1] } });
// @ts-expect-error: words.${number} must be a number
adam.update({ words: ["a"] }, { words: [] });
// @ts-expect-error: ${string}.name must be a number
adam.update(some<Record<string, { name: string }>>(), {});
// @ts-expect-error: big must be a number
adam.update({ big: 1n }, { big: 1 });
// @ts-expect-error: what must be a number
adam.update(some<{ what: unknown }>(), { what: 1 });
// @ts-expect-error: number
adam.update(1, {});

// What cannot change, by its path.
// @ts-expect-error: head.scale is readonly
adam.update(some<{ head: { readonly scale: number } }>(), { head: { scale: 1 } });
// @ts-expect-error: rows is readonly
adam.update(some<{ rows: readonly number[] }>(), { rows: [1] });
// @ts-expect-error: pair.0 is readonly
adam.update(some<{ pair: readonly [number, Float32Array] }>(), { pair: [1, W] });
// @ts-expect-error: ${string} is readonly
adam.update(some<Readonly<Record<string, number>>>(), {});
// @ts-expect-error: layers.${number}.left.readonly is readonly
adam.update(some<{ layers: { left?: { readonly readonly: number } }[] }>(), { layers: [] });
// @ts-expect-error: a must be a number
adam.swapAverages({ a: "1" });
// @ts-expect-error: a is readonly
new ScheduleFreeSGD().eval(some<{ readonly a: number }>());
