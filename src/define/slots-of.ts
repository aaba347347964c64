/** What a rule's text assigns without declaring it, as far as its lines tell; any name where the text is not known. */
export type SlotsOf<Text extends string> = string extends Text
  ? string
  : Exclude<Assigned<Lines<Text>>, Declared<Lines<Text>> | "p">;

/** Each scalar's name must stand in the text, where that is known. */
export type UsedIn<Text extends string, Scalars> = {
  readonly [Name in keyof Scalars]: string extends Text
    ? number
    : Text extends `${string}${Name & string}${string}`
      ? number
      : number & Readonly<Record<`${Name & string} is never read in the rule`, true>>;
};

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
