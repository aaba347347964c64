import { Chance } from "./chance.js";
import { drawCalls, tinySizes } from "./draw-calls.js";
import { drawOptions, drawWhole, hasEps, TITLES } from "./draw-options.js";
import { MATCHES, type GroupRecipe, type Kind, type Parameter, type Program, type Recipes } from "./program.js";

export function draw(seed: number): Program {
  const chance = new Chance(seed);
  const title = chance.pick(TITLES);
  // Long enough for state to become subnormal, and to be swept.
  const long = chance.of(0.08);
  const parameters = drawParameters(chance, long);
  // To look ahead takes a momentum, and no dampening anywhere.
  const nesterov = title === "SGD" && chance.of(0.25);
  const ahead = (its: Recipes): Recipes => (nesterov ? { ...its, dampening: 0 } : its);
  const drawOwn = (share: number): Recipes => {
    const drawn = ahead(drawOptions(chance, title, share));
    // Below 1e-10 nothing is swept.
    return long && hasEps(title) ? { ...drawn, eps: chance.pick([1e-7, 1e-12]) } : drawn;
  };
  const own = drawOwn(long ? 0.6 : chance.pick([0, 0.2, 0.4]));
  const whole = drawWhole(chance, chance.pick(long ? [0.5] : [0, 0.3, 0.6]));
  const options = { ...own, ...whole, ...(nesterov ? { nesterov, momentum: own.momentum || 0.9 } : {}) };
  const groups = Array.from({ length: chance.of(long ? 0.2 : 0.5) ? 0 : 1 + chance.below(3) }, (): GroupRecipe => {
    const match = chance.below(MATCHES.length);
    return { match, optional: chance.of(0.8), options: drawOwn(long ? 0.6 : 0.3) };
  });
  const backend = chance.pick(["wasm", "js"] as const);
  const sizes = [chance.pick([0, 0, 0, 1, 25, -30, 200]), 0, 0];
  const length = 3 + chance.below(chance.pick(long ? [5] : [10, 25]));
  const { accumulate, emaDecay } = whole;
  const asks = { accumulates: accumulate !== undefined, averages: emaDecay !== undefined };
  const world = { chance, title, parameters, groups: groups.length, wild: chance.of(0.3), sizes, long, ...asks };
  const calls = Array.from({ length }, (_, k) => drawCalls(world, k)).flat();
  return { seed, title, backend, options, groups, parameters, calls };
}

function drawParameters(chance: Chance, long: boolean): Parameter[] {
  const names = chance.some(["body.w", "body.bias", "head.w", "head.bias", "table"]);
  // More than a window of what streams through, now and then.
  const most = long ? 4 : chance.of(0.03) ? 2500 : 20;
  return names.map((name): Parameter => {
    const kind = chance.pick<Kind>(["number", "number[]", "Float32Array", "Float32Array", "Float64Array"]);
    const width = 1 + chance.below(5);
    const size = long ? chance.pick(tinySizes(kind)) : 0;
    if (name !== "table") return { name, kind, length: kind === "number" ? 1 : chance.below(most), width: 1, size };
    return {
      name,
      kind: kind === "number" ? "Float32Array" : kind,
      length: width * (1 + chance.below(7)),
      width,
      size,
    };
  });
}
