/** Of the package: ranks and members of different versions may compute other bits. */
export const VERSION = "0.3.0";
