/** One number of each of the elements that a rule works on at once. */
declare type lanes = number;
declare const zero: lanes;
/** The same number in every lane. */
declare function all(value: number): lanes;
declare function sqrt(x: lanes): lanes;
declare function abs(x: lanes): lanes;
/** The lesser; `a` where either is NaN. */
declare function min(a: lanes, b: lanes): lanes;
/** The greater; `a` where either is NaN. */
declare function max(a: lanes, b: lanes): lanes;
/** 1, −1 or 0; 0 of NaN. */
declare function sign(x: lanes): lanes;
/** `a` where the comparison holds, else `b`. */
declare function select(holds: boolean, a: lanes, b: lanes): lanes;
