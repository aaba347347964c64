/** Colours that stay apart in every kind of colour blindness, as a test has it, on light and on dark ground. */
export const LIGHT = ["#1a1d21", "#dd6514", "#18714b", "#2a94ee", "#bc6ba0", "#75190a", "#0f2f9e", "#8a2be2"];
export const DARK = ["#f4f5f6", "#f5d336", "#44ea99", "#a6ceff", "#b0728f", "#e2622c", "#5c78f5", "#8d76c4"];

/** How lines are broken, where colours come round again. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const MARKS = ["circle", "square", "triangle", "diamond"] as const;

/** How an optimizer is drawn. */
export interface Style {
  /** In the colours of the theme. */
  readonly colour: number;
  readonly dash: readonly number[];
  readonly mark: (typeof MARKS)[number];
}

/** The look of the k-th: a colour, and from the ninth on another line and another mark with it. */
export function styleOf(k: number): Style {
  const turn = Math.floor(k / LIGHT.length) % DASHES.length;
  return { colour: k % LIGHT.length, dash: DASHES[turn], mark: MARKS[turn] };
}

export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

export function colourOf({ colour }: Style): string {
  return colourAt(colour);
}

/** The k-th colour of the theme. */
export function colourAt(k: number): string {
  return (isDark() ? DARK : LIGHT)[k];
}

/** A colour of the style sheet. */
export function themed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Draws a mark around a place. */
export function drawMark(pen: CanvasRenderingContext2D, { mark }: Style, x: number, y: number, radius: number): void {
  pen.beginPath();
  if (mark === "circle") pen.arc(x, y, radius, 0, 2 * Math.PI);
  else if (mark === "square") pen.rect(x - 0.85 * radius, y - 0.85 * radius, 1.7 * radius, 1.7 * radius);
  else if (mark === "triangle") polygon(pen, x, y, 1.2 * radius, 3);
  else polygon(pen, x, y, 1.2 * radius, 4);
}

function polygon(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, corners: number): void {
  for (let k = 0; k < corners; k++) {
    const angle = -Math.PI / 2 + (k / corners) * 2 * Math.PI;
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  pen.closePath();
}
