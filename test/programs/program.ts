import type { Option } from "./settings.js";

/** An option's value: itself, lr / (1 + t), or one that halves whenever it is told to. */
export type Recipe = number | string | boolean | { readonly falls: number } | { readonly held: number };
export type Recipes = Partial<Record<Option, Recipe>>;

export interface GroupRecipe {
  /** By its place in `MATCHES`. */
  readonly match: number;
  readonly optional: boolean;
  readonly options: Recipes;
}

export type Kind = "number" | "number[]" | "Float32Array" | "Float64Array";

export interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  readonly length: number;
  /** Of a row of the table that it is. */
  readonly width: number;
  /** Of its first values, as a power of ten. */
  readonly size: number;
}

/** Numbers drawn from a seed, about 10^size, some of them not so plain. */
export interface Numbers {
  readonly seed: number;
  readonly size: number;
  readonly wild: boolean;
}

/** A gradient: numbers in some kind of array, in the one allocated, rows, another parameter's array, or none. */
export interface GradRecipe {
  readonly name: string;
  readonly as: Kind | "allocated" | "rows" | "null" | { readonly param: string };
  readonly numbers: Numbers;
}

/** What is wrong with an update that must be refused. */
export type Fault =
  | "length"
  | "missing"
  | "type"
  | "element"
  | "twice"
  | "frozen"
  | "gradScale"
  | "option"
  | "other length"
  | "other type"
  | "row"
  | "width"
  | "exchanged"
  | "nothing"
  | "schedule";

export interface Update {
  readonly do: "update";
  /** In the maps' order. */
  readonly grads: readonly GradRecipe[];
  /** Names with a gradient and no parameter. */
  readonly others: readonly string[];
  readonly gradScale: number | undefined;
  /** How often. */
  readonly times: number;
  /** Whether the maps are those of the update before, where they have the same names, or those from `allocate`. */
  readonly sameMaps: boolean;
  /** Whether the gradients come in the other order. */
  readonly reversed: boolean;
  readonly fault: { readonly name: string; readonly what: Fault } | undefined;
}

export interface Load {
  readonly do: "load";
  /** Into a new optimizer, with these options in place of some. */
  readonly fresh: Recipes | undefined;
  readonly keep: readonly Option[];
  /** Whether the parameters are to take the file's values. */
  readonly params: boolean;
}

export type Call =
  | Update
  | { readonly do: "allocate"; readonly names: readonly string[]; readonly fresh: boolean }
  /** From here on another array is used under the name: of the same values or others, or one from before. */
  | {
      readonly do: "replace";
      readonly name: string;
      readonly kind: Kind;
      readonly numbers: Numbers | "same" | "before";
    }
  | { readonly do: "swap"; readonly names: readonly string[]; readonly fault: boolean }
  /** With the parameters, or without. */
  | { readonly do: "save"; readonly params: boolean }
  | Load
  | { readonly do: "reset" }
  /** Given together with something wrong it must be refused as a whole. */
  | {
      readonly do: "set";
      readonly group: number | undefined;
      readonly options: Recipes;
      readonly wrong: Wrong | undefined;
    }
  | { readonly do: "lr"; readonly value: Recipe }
  | { readonly do: "halve" }
  | { readonly do: "zeroGrads" };

export interface Wrong {
  readonly options: Readonly<Record<string, unknown>>;
  readonly error: typeof TypeError | typeof RangeError;
  readonly says: string;
}

/** An optimizer and the calls it is given. All that is random about them was drawn before. */
export interface Program {
  readonly seed: number;
  readonly title: string;
  readonly backend: "wasm" | "js";
  readonly options: Recipes;
  readonly groups: readonly GroupRecipe[];
  readonly parameters: readonly Parameter[];
  readonly calls: readonly Call[];
}

/** Which names a group may take. */
export const MATCHES: readonly (RegExp | readonly string[] | ((name: string) => boolean))[] = [
  /bias$/,
  /^body/,
  /^head/g,
  /./,
  ["table", "head.bias"],
  (name) => name.includes("w"),
  /none/,
];
