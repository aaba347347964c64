import { compile, type Value } from "./compile.js";
import { derivative } from "./derivative.js";
import { sizeOf } from "./nodes.js";
import { parse } from "./parse.js";
import { FormulaError } from "./tokens.js";

export interface Point {
  x: number;
  y: number;
}

/** What a formula is as a surface: heights, slopes and curvatures. */
export interface Shape {
  readonly value: Value;
  readonly gradient: (point: Point) => Point;
  /** ∂²/∂x², ∂²/∂x∂y and ∂²/∂y². */
  readonly curvature: (point: Point) => readonly [number, number, number];
}

/** Operations of all second derivatives together, at most: thousands of points are looked at. Beale's have 191. */
const MOST = 6_000;

export function shapeOf(formula: string): Shape {
  const node = parse(formula);
  const [byX, byY] = [derivative(node, "x"), derivative(node, "y")];
  const second = [derivative(byX, "x"), derivative(byX, "y"), derivative(byY, "y")];
  if (second.reduce((sum, each) => sum + sizeOf(each), 0) > MOST) throw new FormulaError("long", formula.length);
  const [dx, dy] = [compile(byX), compile(byY)];
  const [xx, xy, yy] = second.map(compile);
  return {
    value: compile(node),
    gradient: ({ x, y }) => ({ x: dx(x, y), y: dy(x, y) }),
    curvature: ({ x, y }) => [xx(x, y), xy(x, y), yy(x, y)],
  };
}
