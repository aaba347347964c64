/** One number of each of the elements that a rule works on at once. */
declare type lanes = number;
/** What the first of two phases adds up, each in float64. */
declare type sums = Readonly<Record<string, lanes>>;
/** 0, not −0: that is `-zero`. */
declare const zero: lanes;
/** The same number in every lane, rounded to the type of a lane. */
declare function all(value: number): lanes;
declare function sqrt(x: lanes): lanes;
/** Without its sign: 0 of −0. */
declare function abs(x: lanes): lanes;
/** `b` where it is less, else `a`: also where either is NaN, and of 0 and −0. */
declare function min(a: lanes, b: lanes): lanes;
/** `b` where it is greater, else `a`: also where either is NaN, and of 0 and −0. */
declare function max(a: lanes, b: lanes): lanes;
/** 1, −1 or 0, never −0; 0 of NaN. */
declare function sign(x: lanes): lanes;
/** `a` where the comparison holds, else `b`. With a NaN none holds; neither of 0 and −0 is less. */
declare function select(holds: boolean, a: lanes, b: lanes): lanes;
