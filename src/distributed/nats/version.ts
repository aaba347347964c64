import { VERSION as PACKAGE } from "../version.js";

/** Of the records that members write, and of the package. */
export const VERSION = `1/${PACKAGE}`;
