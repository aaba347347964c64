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
