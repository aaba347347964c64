// What the types of models are tried on.
export const W = new Float32Array(4);
export type Anything = ReturnType<typeof JSON.parse>;

/** Given a type, a value of it that only the compiler asks for. */
export declare function some<T>(): T;
/** Refuses two types that are not the same. */
export declare function same<A, B>(..._: Same<A, B> extends true ? [] : ["not the same"]): void;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export interface Flat {
  W: Float32Array;
  b: number[];
  scale: number;
}
export interface Layer {
  readonly W: Float32Array;
  b?: Float64Array;
}
export interface Nested {
  readonly embed: { table: Float64Array };
  layers: readonly Layer[];
  pair: [number, Float32Array];
}
export interface Endless {
  W: Float32Array;
  left?: Endless;
  right?: Endless;
  children: Endless[];
}
export class Dense {
  readonly W = new Float32Array(4);
  b = [0, 0];
  readonly name: string = "dense";
  isFrozen = false;
  readonly cache = new Map<string, number>();
  #calls = 0;
  forward(): number {
    return this.#calls++;
  }
}
export class Net {
  layers = [new Dense(), new Dense()];
  temperature = 1;
  constructor(private readonly title = "net") {}
  get label(): string {
    return this.title;
  }
}

export const [flat, nested, net, endless] = [some<Flat>(), some<Nested>(), new Net(), some<Endless>()];
