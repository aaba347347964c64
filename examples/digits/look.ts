/** The look of all pictures: colours on light paper, and what takes their place on a dark one. */
export const PAPER = "#ffffff";
export const INK = "#1f2328";
export const PALE = "#59636e";
export const GRID = "#c9ced6";
/** Of a picture that has one kind of line, and one kind of mark in it. */
export const LINE = "#d1490c";
export const MARK = "#1f7fc4";

/** One colour per optimizer, 3:1 or more against the paper, told apart under colour blindness too (after Okabe & Ito). */
export const LINES: Readonly<Record<string, string>> = {
  SGD: "#333333",
  Momentum: "#9a7400",
  Nesterov: "#007a5a",
  AdaGrad: "#1f7fc4",
  RMSProp: "#b8327e",
  Adam: "#d1490c",
};

export const DARK: Readonly<Record<string, string>> = {
  [PAPER]: "#14181d",
  [INK]: "#e6edf3",
  [PALE]: "#9aa4b0",
  [GRID]: "#3d444d",
  "#333333": "#e6e6e6",
  "#9a7400": "#e8b83a",
  "#007a5a": "#35c99c",
  "#1f7fc4": "#6bb8f2",
  "#b8327e": "#f28cc4",
  "#d1490c": "#ff9257",
};

/** Attributes hold the light colours, which every viewer shows; where the reader's scheme is dark, rules go over them. */
export const STYLE = `<style>@media (prefers-color-scheme: dark) { ${Object.entries(DARK)
  .map(([light, dark]) => `[fill="${light}"] { fill: ${dark} } [stroke="${light}"] { stroke: ${dark} }`)
  .join(" ")} svg { color: ${DARK[INK]} } }</style>`;

export const FONT = "Helvetica, Arial, sans-serif";
