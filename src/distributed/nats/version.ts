/** Of the records that members write, and of the package: its rules decide about the bits. */
export const VERSION = "1/0.3.0";
