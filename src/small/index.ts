export { smallState } from "./beside.js";
export { small } from "./small.js";
