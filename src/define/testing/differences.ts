/** A number of an optimizer's that is another than it should be. */
export interface Difference {
  /** Which: a parameter's name or, of its state, the slot's name, a dot and the parameter's. */
  readonly name: string;
  readonly index: number;
  /** The step t = 1, 2, … after which it is so. */
  readonly step: number;
  readonly expected: number;
  readonly got: number;
  /** How far apart they are, in units of the last place of what was expected, and as a share of it. */
  readonly ulps: number;
  readonly relative: number;
  /** On what kind of arrays, and where. */
  readonly where: string;
}

/** Thrown by `testRule`: a rule does something else than its reference, or not the same everywhere. */
export class RuleDiffers extends Error {
  override name = "RuleDiffers";

  constructor(
    title: string,
    readonly differences: readonly Difference[],
  ) {
    const shown = differences
      .slice(0, SHOWN)
      .map(
        ({ name, index, step, expected, got, ulps, relative, where }) =>
          `  ${name}[${index}] after step ${step}, ${where}: expected ${expected}, got ${got} ` +
          `(${ulps.toPrecision(3)} ulp, ${relative.toPrecision(3)} of it)`,
      );
    const more = differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more`] : [];
    super([`${title} differs in ${differences.length} numbers, first in:`, ...shown, ...more].join("\n"));
  }
}

const SHOWN = 5;

/** Of two numbers of a type whose last of so many bits is 1. */
export function differenceOf(
  where: Pick<Difference, "name" | "index" | "step" | "where">,
  expected: number,
  got: number,
  bits: number,
): Difference {
  const distance = Math.abs(got - expected);
  const unit = Math.max(
    Number.MIN_VALUE,
    2 ** (Math.floor(Math.log2(Math.abs(expected) || Number.MIN_VALUE)) - bits + 1),
  );
  return { ...where, expected, got, ulps: distance / unit, relative: distance / Math.abs(expected) };
}
