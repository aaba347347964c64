import type { Floats } from "../numbers.js";
import type { Sparse } from "./sparse.js";

/** A parameter. A `Float32Array` is updated in float32, the others in float64. */
export type ParamValue = number | number[] | Float32Array | Float64Array;
/** A model whose names are known at run time alone. */
export type ParamMap = Record<string, ParamValue>;

/** A gradient: of its parameter's length, in any of the formats. */
export type GradValue = number | readonly number[] | Float32Array | Float64Array;
/** A gradient of `null` leaves its parameter and its step count as they are. */
export type GradMap = Readonly<Record<string, GradValue | Sparse | null>>;

/**
 * A model whose parameters move: a tree of objects, arrays and class instances with numbers, lists of numbers,
 * `Float32Array`s and `Float64Array`s as leaves. What cannot be one, a readonly number too, is refused with its path. A
 * type with a method or a private field is taken for a class, which may have texts and flags beside.
 */
export type Params<Model> = Model & Checked<Model, "move">;

/** A model whose parameters are read: numbers and lists may be readonly. */
export type Values<Model> = Model & Checked<Model, "read">;

/** Why a value is no parameter. */
export interface Refused<Why extends string> {
  readonly refused: Why;
}

/**
 * The gradients of a model: of its shape, with its leaves alone. A number, an array, or rows of one
 * by `sparseRows`, for each leaf; null where a leaf, or all that is below, is to stay as it is.
 */
export type Gradients<Model> = `is ${Known<Model>}` extends "is known"
  ? GradientTree<Model>
  : { readonly [Name in keyof Model]: GradValue | Sparse | null };

/** Gradients whose names are known at run time alone. */
export type Dynamic<Grads> = Grads & (string extends keyof Grads ? GradMap : never);

/** What `allocate` makes of a model: a number becomes an array of one element, what is no parameter stays. */
export type Allocated<Model> = {
  readonly [Name in keyof Model]: AllocatedFor<Model[Name]>;
} & (IsInstance<Model> extends true ? { readonly constructor: Code } : unknown);
/** The array that `allocate` has for a leaf: float32 for a `Float32Array`, else float64. */
export type ArrayFor<Value> = Value extends Float32Array ? Float32Array : Float64Array;

/** The gradients that `allocate` makes beside a model: its leaves alone. */
export type AllocatedGradients<Model> = Model extends readonly unknown[]
  ? { readonly [Name in keyof Model]: AllocatedGradientFor<Model[Name]> }
  : {
      readonly [Name in keyof Model as IsPassed<Model[Name]> extends true ? never : Name]: AllocatedGradientFor<
        Model[Name]
      >;
    };

/** Views by the names of a model's leaves, `layers.0.W`; by any name where no model is known. */
export type Views<Model> = unknown extends Model
  ? Record<string, Floats>
  : { [Leaf in Leaves<Model, "", Less<Less<Depth>>> as NameOf<Leaf>]: ArrayOf<Leaf> };

/** Slot → name → view. A slot that is not sure is one that some options alone bring. */
export type State<Slot extends string, Sure extends string, Model> = [Exclude<Slot, Sure>] extends [never]
  ? { [Each in Slot]: Views<Model> }
  : { [Each in Sure]: Views<Model> } & { [Each in Exclude<Slot, Sure>]?: Views<Model> };

// Types that have no end are followed so far.
type Depth = [0, 0, 0, 0, 0, 0, 0, 0];
type Less<Left> = Left extends [0, ...infer Rest] ? Rest : [];

type Code = ((...args: never) => unknown) | (abstract new (...args: never) => unknown);
type Collection = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;
/** What a class instance may have beside its parameters. */
type Passed = Code | Collection | string | boolean | null;

type IsAny<T> = 0 extends 1 & T ? true : false;
type IsPassed<Value> = IsAny<Value> extends true ? false : [Value] extends [Passed | undefined] ? true : false;

// In a user's generic function the model is a type parameter, and conditional types of it stay undecided. A value passes
// for one that passes for both its branches, where the first does not count if it is out of reach with `any` in the
// parameter's place. Here it is, as `is ${any}` is no subtype of a text, and a generic model passes.

/** "known" of each model, "any" of `any`. */
type Known<Model> = [Model] extends [1] ? "any" : "known";

/** Takes a model as it is, or says in the places of its members what is wrong. */
type Checked<Model, For> = `is ${Fit<Model, For>}` extends "is unfit" ? Wrong<Model, For> : unknown;

type Wrong<Model, For> = Model extends ArrayBufferView ? Refused<Nameless> : Told<Model, "", For, Depth>;

type Nameless = "an array alone is no model: give it a name, { W: it }";

type Fit<Model, For> = IsAny<Model> extends true ? "fit" : [Flaws<Model, For, Depth>] extends [never] ? "fit" : "unfit";

/** What is wrong with any member; never where nothing is. */
type Flaws<Node, For, Left> = Node extends readonly unknown[]
  ? FlawIn<Node, number, For, Left>
  : { [Name in keyof Node]-?: FlawIn<Node, Name, For, Left> }[keyof Node];

type FlawIn<Node, Name extends keyof Node, For, Left> = Flaw<
  Node[Name],
  IsInstance<Node>,
  For extends "read" ? false : IsReadonly<Node, Name>,
  For,
  Left
>;

type Flaw<Value, Instance, Fixed, For, Left> =
  IsAny<Value> extends true
    ? never
    : Value extends undefined | Code | Collection | Floats
      ? never
      : Value extends number
        ? Fixed extends true
          ? "is readonly, but a number is replaced on its object"
          : never
        : Value extends readonly number[]
          ? Value extends (For extends "read" ? unknown : unknown[])
            ? never
            : "is readonly, but arrays are changed in place"
          : Value extends string | boolean | null
            ? Instance extends true
              ? never
              : NoLeaf
            : Value extends ArrayBufferView
              ? NoLeaf
              : Value extends object
                ? Left extends []
                  ? never
                  : [Flaws<Value, For, Less<Left>>] extends [never]
                    ? never
                    : "within"
                : NoLeaf;

type NoLeaf = "must be a number, number[], Float32Array or Float64Array";

/** The members that are wrong, each with the reason in its place. */
type Told<Node, Path extends string, For, Left> = Node extends readonly unknown[]
  ? { [Name in keyof Node]: Tell<Node[Name], FlawIn<Node, number, For, Left>, `${Path}${Text<Name>}`, For, Left> }
  : {
      [Name in keyof Node as [FlawIn<Node, Name, For, Left>] extends [never] ? never : Name]: Tell<
        Node[Name],
        FlawIn<Node, Name, For, Left>,
        `${Path}${Text<Name>}`,
        For,
        Left
      >;
    };

type Tell<Value, Why, Path extends string, For, Left> = "within" extends Why
  ? Value extends object
    ? Told<Value, `${Path}.`, For, Less<Left>>
    : Refused<`${Path} ${Exclude<Why & string, "within">}`>
  : Refused<`${Path} ${Why & string}`>;

type Text<Name> = Name & (string | number);

type IsReadonly<Node, Name extends keyof Node> = Node extends readonly unknown[]
  ? Node extends unknown[]
    ? false
    : true
  : string extends Name
    ? Same<Node, { readonly [Each in keyof Node]: Node[Each] }>
    : Same<{ [Each in Name]: Node[Each] }, { readonly [Each in Name]: Node[Each] }>;

// Assignable are both to each other where one is readonly: only whether they are identical tells.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Whether there is a method, or a field that a copy of the type has not: a private one. */
type IsInstance<Node> = Node extends readonly unknown[]
  ? false
  : [{ [Name in keyof Node]-?: Extract<Node[Name], Code> }[keyof Node]] extends [never]
    ? Pick<Node, keyof Node> extends Node
      ? false
      : true
    : true;

type GradientTree<Node> = Node extends readonly unknown[]
  ? { readonly [Name in keyof Node]: GradientFor<Node[Name]> }
  : { readonly [Name in keyof Node as IsPassed<Node[Name]> extends true ? never : Name]: GradientFor<Node[Name]> };

type GradientFor<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends undefined
      ? undefined
      : Value extends number | readonly number[] | Floats
        ? GradValue | Sparse | null
        : Value extends Passed
          ? never
          : Value extends object
            ? GradientTree<Value> | null
            : never;

type AllocatedFor<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends undefined | Passed
      ? Value
      : Value extends number | readonly number[] | Floats
        ? ArrayFor<Value>
        : Value extends object
          ? Allocated<Value>
          : never;

type AllocatedGradientFor<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends undefined
      ? undefined
      : Value extends number | readonly number[] | Floats
        ? ArrayFor<Value>
        : Value extends Passed
          ? never
          : Value extends object
            ? AllocatedGradients<Value>
            : never;

type NameOf<Leaf> = Leaf extends [infer Name extends string, unknown] ? Name : never;
type ArrayOf<Leaf> = Leaf extends [string, infer Kept] ? Kept : never;

/** A pair for each leaf: its name and its state's array, perhaps undefined where something on the way is optional. */
type Leaves<Node, Path extends string, Left, Absent = never> = Node extends readonly unknown[]
  ? number extends Node["length"]
    ? LeavesIn<Node[number], `${Path}${number}`, Left, Absent>
    : { [Name in Extract<keyof Node, `${number}`>]: LeavesIn<Node[Name], `${Path}${Name}`, Left, Absent> }[Extract<
        keyof Node,
        `${number}`
      >]
  : {
      [Name in Text<keyof Node>]-?: LeavesIn<
        Node[Name],
        `${Path}${Name}`,
        Left,
        Absent | (undefined extends Node[Name] ? undefined : never)
      >;
    }[Text<keyof Node>];

type LeavesIn<Value, Name extends string, Left, Absent> =
  IsAny<Value> extends true
    ? [Name | `${Name}.${string}`, Floats]
    : Value extends undefined | Passed
      ? never
      : Value extends number | readonly number[] | Floats
        ? [Name, ArrayFor<Value> | Absent]
        : Value extends object
          ? Left extends []
            ? [`${Name}.${string}`, Floats | Absent]
            : Leaves<Value, `${Name}.`, Less<Left>, Absent>
          : never;
