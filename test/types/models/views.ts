// What the types take and refuse. A comment `@ts-expect-error` says after a colon what the compiler says of the next line.
import { Adam, Lion, minimize, RMSProp, ScheduleFreeSGD, SGD } from "optim-wasm";
import type { Allocated, Floats, Hyperparameter, Optimizer } from "optim-wasm";
import { load, save } from "optim-wasm/checkpoint";
import { cosineDecay } from "optim-wasm/schedules";
import { nested, net, same, some, type Endless, type Flat, type Layer, type Nested, type Net } from "./shapes.js";

const adam = new Adam();

// What allocate makes: the same shape, of arrays.
const allocated = adam.allocate(some<Flat>());
same<typeof allocated.params, { readonly W: Float32Array; readonly b: Float64Array; readonly scale: Float64Array }>();
same<typeof allocated.grads, { readonly W: Float32Array; readonly b: Float64Array; readonly scale: Float64Array }>();
adam.update(allocated.params, allocated.grads);
const tree = adam.allocate(nested, { fresh: true });
same<typeof tree.params.embed.table, Float64Array>();
same<(typeof tree.params.layers)[number]["b"], Float64Array | undefined>();
same<(typeof tree.params.pair)[0], Float64Array>();
adam.update(tree.params, tree.grads);
const instance = adam.allocate(net);
same<(typeof instance.params.layers)[number]["b"], Float64Array>();
same<(typeof instance.params.layers)[number]["name"], string>();
same<(typeof instance.params.layers)[number]["forward"], () => number>();
same<keyof (typeof instance.grads.layers)[number], "W" | "b">();
adam.update(instance.params, instance.grads);
adam.allocate({ scale: 1, rows: [1, 2] } as const);
export const made: Allocated<Flat> = allocated.params;
// @ts-expect-error: 'c'
void allocated.params.c;
// @ts-expect-error: 'name'
void instance.grads.layers[0].name;
// @ts-expect-error: head.name must be a number
adam.allocate({ head: { name: "first" } });

// Slots are the class's, names the model's.
same<Adam["state"]["m"], Record<string, Floats>>();
same<Optimizer["state"], Record<string, Record<string, Floats>>>();
same<keyof Lion["state"], "m">();
same<SGD["state"]["b"], Record<string, Floats> | undefined>();
same<keyof RMSProp["state"], "h" | "a" | "b">();
const named = new Adam<Flat>({ emaDecay: 0.9 });
same<typeof named.state.m.W, Float32Array>();
same<typeof named.state.v.scale, Float64Array>();
same<typeof named.ema.b, Float64Array>();
same<keyof typeof named.ema, keyof Flat>();
const deep = new SGD<Net>({ momentum: 0.9 });
same<NonNullable<typeof deep.state.b>[`layers.${number}.W`], Float32Array>();
same<typeof deep.ema.temperature, Float64Array>();
deep.ema["layers.1.b"].fill(0);
same<Lion<Nested>["state"]["m"]["embed.table"], Float64Array>();
same<Lion<Nested>["state"]["m"]["pair.1"], Float32Array>();
same<Lion<Nested>["state"]["m"][`layers.${number}.b`], Float64Array | undefined>();
new Lion<Endless>().state.m["left.right.W"]?.fill(0);
new Lion<Endless>().ema["left.left.left.left.left.left.left.W"]?.fill(0);
new Lion<Record<string, Layer>>().ema["any.W"].fill(0);
// @ts-expect-error: 'x'
void adam.state.x;
// @ts-expect-error: 'V'
void named.state.m.V;
// @ts-expect-error: 'layers.1.c'
void deep.ema["layers.1.c"];
// @ts-expect-error: undefined
void deep.state.b["layers.1.b"];

// The rate reads as what was given.
const numeric = new Adam({ lr: 0.01 });
same<typeof numeric.lr, number>();
numeric.lr = numeric.lr / 2;
numeric.lr = cosineDecay({ initValue: 0.1, decaySteps: 9 });
const scheduled = new SGD({ lr: (iteration) => 1 / (iteration + 1), momentum: 0.9 });
same<typeof scheduled.lr, (iteration: number) => number>();
same<typeof adam.lr, Hyperparameter>();
same<typeof named.lr, Hyperparameter>();
same<Adam<Flat, number>["lr"], number>();
same<Parameters<typeof scheduled.set>[0]["lr"], Hyperparameter | undefined>();
// @ts-expect-error: string
export const text = new Adam({ lr: "0.01" });
// @ts-expect-error: string
numeric.lr = "0.01";

// Any of them is an optimizer.
export const mixed: Optimizer[] = [adam, numeric, scheduled, named, deep, new ScheduleFreeSGD<Net>({ lr: 1 })];
export const annotated: Adam = new Adam({ lr: 0.1 });
export const known: Adam<Flat> = new Adam({ lr: 0.1, amsgrad: true });
export const bytes = [save(deep, net), save(numeric, some<{ readonly a: number }>()), save(adam)];
load(deep, bytes[0], { params: net, keep: ["lr"] });
// @ts-expect-error: a is readonly
load(deep, bytes[0], { params: some<{ readonly a: number }>() });
// @ts-expect-error: a must be a number
save(deep, { a: "1" });
export class Own<M> extends Adam<M, number> {
  constructor() {
    super({ lr: 0.1 });
  }
}
same<Own<Flat>["lr"], number>();
same<keyof Own<Flat>["state"]["m"], keyof Flat>();

// minimize
minimize(({ x, y }) => [x * y[0], { x: y[0], y: [x] }], { x: 1, y: [1] }, new SGD({ lr: 0.1 }));
minimize((model) => ({ value: model.temperature, grads: { layers: null, temperature: 1 } }), net, deep);
// @ts-expect-error: 'y'
minimize(({ x, y }) => [x * y, { x: y }], { x: 1, y: 1 }, adam);
