import type { Chance } from "./chance.js";
import { drawOthers, drawSet } from "./draw-options.js";
import type { Call, Fault, GradRecipe, Kind, Numbers, Parameter, Update } from "./program.js";

/** What the calls of a program have in common. */
export interface World {
  readonly chance: Chance;
  readonly title: string;
  readonly parameters: readonly Parameter[];
  /** How many. */
  readonly groups: number;
  /** Whether some gradients are infinite, NaN or subnormal. */
  readonly wild: boolean;
  /** Of the gradients, as powers of ten. */
  readonly sizes: readonly number[];
  readonly accumulates: boolean;
  readonly averages: boolean;
  /** Whether there are updates that come 256 times. */
  readonly long: boolean;
}

type Do = Call["do"];

/** The k-th call, and what comes with it. */
export function drawCalls(world: World, k: number): Call[] {
  const { chance } = world;
  const call = drawCall(world, k);
  if (call.do !== "swap" || !chance.of(0.7)) return [call];
  // Something between, and back.
  return [call, ...(chance.of(0.5) ? [drawCall(world, k)] : []), call];
}

function drawCall(world: World, k: number): Call {
  const { chance } = world;
  const kind: Do =
    k === 0 && chance.of(0.5)
      ? "allocate"
      : chance.of(0.65)
        ? "update"
        : chance.pick(world.averages || chance.of(0.1) ? OTHERS : WITHOUT_AVERAGES);
  const names = chance.some(namesOf(world.parameters));
  switch (kind) {
    case "update":
      return drawUpdate(world);
    case "allocate":
      return { do: kind, names, fresh: chance.of(0.2) };
    case "replace":
      return drawReplacement(world, chance.pick(world.parameters));
    case "swap":
      return { do: kind, names, fault: chance.of(0.1) };
    case "save":
      return { do: kind, params: chance.of(0.6) };
    case "load": {
      const fresh = chance.of(0.7) ? drawOthers(chance, world.title, chance.pick([0, 0.2])) : undefined;
      const keep = chance.of(0.2) ? chance.pick(KEPT) : [];
      return { do: kind, fresh, keep, params: chance.of(0.3) };
    }
    case "set":
      return drawSet(chance, world.title, world.groups);
    case "lr":
      return { do: kind, value: chance.pick([0.2, 0.01, { falls: 0.3 }, { held: 0.2 }]) };
    default:
      return { do: kind };
  }
}

const KEPT = [["lr"], ["weightDecay", "l2"], ["clipValue"]] as const;

/** What else is called, in their proportions. */
const OTHERS: readonly Do[] = (
  [
    ["allocate", 3],
    ["replace", 4],
    ["swap", 4],
    ["save", 4],
    ["load", 4],
    ["reset", 1],
    ["set", 3],
    ["lr", 2],
    ["halve", 4],
    ["zeroGrads", 1],
  ] as const
).flatMap(([kind, times]) => Array<Do>(times).fill(kind));

const WITHOUT_AVERAGES = OTHERS.filter((kind) => kind !== "swap");

function drawUpdate(world: World): Update {
  const { chance, parameters } = world;
  const some = chance.some(namesOf(parameters));
  const all = chance.of(0.6) ? parameters : parameters.filter(({ name }) => some.includes(name));
  const moved = chance.of(0.2) ? all.toReversed() : all;
  const plain = chance.of(0.5);
  const home = chance.of(0.3);
  return {
    do: "update",
    grads: moved.map((parameter) => drawGrad(world, parameter, plain, home)),
    others: chance.of(0.1) ? namesOf(parameters) : [],
    gradScale: chance.of(0.25) ? chance.pick([0.5, 1 / 3, -2, 0, 1]) : undefined,
    times: world.long && chance.of(0.3) ? 256 : 1,
    sameMaps: chance.of(0.6),
    reversed: chance.of(0.1),
    fault:
      chance.of(0.12) && moved.length > 0 ? { name: chance.pick(moved).name, what: chance.pick(FAULTS) } : undefined,
  };
}

const FAULTS: readonly Fault[] = [
  "length",
  "missing",
  "type",
  "element",
  "twice",
  "frozen",
  "gradScale",
  "option",
  "other length",
  "other type",
  "row",
  "width",
  "exchanged",
  "nothing",
  "schedule",
];

/** Of its parameter's kind, from home, or of any. */
function drawGrad(world: World, { name, kind }: Parameter, plain: boolean, home: boolean): GradRecipe {
  const { chance } = world;
  const numbers = drawNumbers(world, kind);
  const any = [
    ...(["number[]", "Float32Array", "Float64Array", "number", "allocated", "null", "null"] as const),
    { param: chance.pick(world.parameters).name },
  ];
  const rows = name === "table" && chance.of(world.accumulates ? 0.05 : 0.5);
  const as = rows ? "rows" : home ? "allocated" : plain ? kind : chance.pick(any);
  return { name, as, numbers };
}

function drawNumbers({ chance, wild, sizes, long }: World, kind: Kind): Numbers {
  const size = chance.pick(long ? tinySizes(kind) : sizes);
  return { seed: chance.below(2 ** 31), size, wild: wild && chance.of(0.3) };
}

/** Of numbers that are subnormal, and of some whose squares are. */
export function tinySizes(kind: Kind): readonly number[] {
  return kind === "Float32Array" ? [0, -20, -40] : [0, -158, -310];
}

function drawReplacement(world: World, { name, kind, length }: Parameter): Call {
  const { chance } = world;
  const doubles: Kind[] = length === 1 ? ["number", "number[]", "Float64Array"] : ["number[]", "Float64Array"];
  const numbers = chance.pick([drawNumbers(world, kind), "same", "before"] as const);
  return { do: "replace", name, kind: kind === "Float32Array" ? kind : chance.pick(doubles), numbers };
}

function namesOf(parameters: readonly Parameter[]): string[] {
  return parameters.map(({ name }) => name);
}
