/** A name beside a place. */
export interface Label {
  readonly text: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

const HEIGHT = 14;
const ASIDE = 9;

/** Names beside the places, each in its colour on a halo of the ground, moved up or down where they would cover one another. */
export function drawLabels(
  pen: CanvasRenderingContext2D,
  labels: readonly Label[],
  size: { width: number; height: number },
  halo: string,
): void {
  pen.font = "600 12px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  const all = labels.map((label) => placed(pen, label, size.width));
  for (const { text, colour, x, y, at, left, right } of spread(all, size.height)) {
    if (Math.abs(at - y) > HEIGHT) {
      pen.strokeStyle = colour;
      pen.lineWidth = 0.75;
      pen.globalAlpha = 0.6;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(left > x ? left - 2 : right + 2, at);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    pen.strokeStyle = halo;
    pen.lineWidth = 3.5;
    pen.strokeText(text, left, at);
    pen.fillStyle = colour;
    pen.fillText(text, left, at);
  }
}

interface Placed extends Label {
  readonly left: number;
  readonly right: number;
  /** How far down it stands. */
  at: number;
}

/** Right of its place, or left of it where there is no room. */
function placed(pen: CanvasRenderingContext2D, label: Label, most: number): Placed {
  const width = widthOf(pen, label.text);
  const after = label.x + ASIDE;
  const left = after + width > most ? Math.max(2, label.x - ASIDE - width) : after;
  return { ...label, left, right: left + width, at: label.y };
}

/** Moves labels that would touch: from the top down, and where there is no more room from the bottom up again. */
function spread(labels: Placed[], height: number): Placed[] {
  const all = labels.toSorted((a, b) => a.y - b.y);
  all.forEach((label, k) => {
    const above = all.slice(0, k).filter((other) => touches(other, label));
    label.at = Math.max(label.at, HEIGHT / 2, ...above.map(({ at }) => at + HEIGHT));
  });
  for (let k = all.length - 1; k >= 0; k--) {
    const below = all.slice(k + 1).filter((other) => touches(other, all[k]));
    all[k].at = Math.min(all[k].at, height - HEIGHT / 2, ...below.map(({ at }) => at - HEIGHT));
  }
  return all;
}

/** Whether two would stand over one another. */
function touches(a: Placed, b: Placed): boolean {
  return a.left < b.right + 4 && b.left < a.right + 4;
}

const widths = new Map<string, number>();

function widthOf(pen: CanvasRenderingContext2D, text: string): number {
  const known = widths.get(text) ?? pen.measureText(text).width;
  widths.set(text, known);
  return known;
}
