export type { Connection, Message, Subscribed } from "./connection.js";
export type { Format } from "./differences.js";
export type { LeftOut, Reason, Round } from "./ledger.js";
export type { RoundsOptions, StepOptions, Waiting } from "./options.js";
export { Rounds } from "./rounds.js";
export type { AnyOptimizer } from "./terms.js";
