/** The places of a step's scalars: what the options of every rule ask for, then the rule's own. */
export const SCALE = 0;
export const HIGH = 1;
export const LOW = 2;
export const L2 = 3;
export const DECAY = 4;
export const KEEP = 5;
export const GAIN = 6;
/** A step's own number, of state that is rounded up as often as it lies near. */
export const SEED = 7;
export const OWN = 8;
/** How many there are room for. */
export const PLACES = 24;
/** Lanes of a sum in float64: element k of a parameter is added to lane k mod 4, of float64 to lane k mod 2. */
export const LANES = 4;
/** How many sums there is room for, and where their lanes are in the memory, in bytes. */
export const MOST_SUMS = 32;
export const SUMS_AT = 15424;
