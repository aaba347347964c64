import type { Kernels } from "../backend/kernels.js";

/** What a rule's text assigns without declaring it, as far as its lines tell; any name where the text is not known. */
export type SlotsOf<Text extends string | Kernels> = Text extends string
  ? string extends Text
    ? string
    : Exclude<Assigned<Lines<Text>>, Declared<Lines<Text>> | "p">
  : Text extends Kernels<infer Slot>
    ? Slot
    : never;

/** Each scalar's name must stand in the text, where that is known; compiled kernels name those that they take. */
export type UsedIn<Text extends string | Kernels, Scalars> = Text extends string
  ? {
      readonly [Name in keyof Scalars]: string extends Text
        ? number
        : Text extends `${string}${Name & string}${string}`
          ? number
          : number & Readonly<Record<`${Name & string} is never read in the rule`, true>>;
    }
  : Text extends Kernels<string, infer Scalar>
    ? Readonly<Record<Scalar, number>>
    : never;

/** By a call at the end alone: others may be fifty deep. */
type Lines<Text extends string, Before = never> = Text extends `${infer Line}\n${infer Rest}`
  ? Lines<Rest, Before | Trimmed<Line>>
  : Before | Trimmed<Text>;
type Trimmed<Line extends string> = Line extends `    ${infer Rest}` | ` ${infer Rest}` ? Trimmed<Rest> : Line;
type Sign = "=" | "+=" | "-=" | "*=" | "/=";
type Assigned<Line extends string> = Line extends `${"const" | "let" | "return"} ${string}` | `//${string}`
  ? never
  : Line extends `${infer Name} ${Sign} ${string}`
    ? Name extends `${string} ${string}`
      ? never
      : Name
    : never;
type Declared<Line extends string> = Line extends `let ${infer Name} = ${string}` ? Name : never;
