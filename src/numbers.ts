/** The element type by its bytes: float32 or float64. */
export type Element = 4 | 8;
/** The typed arrays that hold parameters, gradients and state. */
export type Floats = Float32Array | Float64Array;
export type Numbers = number[] | Floats;

/** A parameter's name, type and length. */
export interface Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
}

/** @internal */
export function isSingle(x: Floats): boolean {
  return x.BYTES_PER_ELEMENT === 4;
}

/** @internal Rounds to the element type, as each operation of a kernel does. */
export function round(single: boolean, value: number): number {
  return single ? Math.fround(value) : value;
}

/** @internal */
export function floatsOf(element: Element): Float32ArrayConstructor | Float64ArrayConstructor {
  return element === 4 ? Float32Array : Float64Array;
}
