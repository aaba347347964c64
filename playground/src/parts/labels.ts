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
  const placed = spread(labels, size.height);
  for (const { text, colour, x, y, at } of placed) {
    const width = widthOf(pen, text);
    const left = x + ASIDE + width > size.width ? Math.max(2, x - ASIDE - width) : x + ASIDE;
    if (Math.abs(at - y) > HEIGHT) {
      pen.strokeStyle = colour;
      pen.lineWidth = 0.75;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(left > x ? left - 2 : left + width + 2, at);
      pen.stroke();
    }
    pen.strokeStyle = halo;
    pen.lineWidth = 3.5;
    pen.strokeText(text, left, at);
    pen.fillStyle = colour;
    pen.fillText(text, left, at);
  }
}

/** Where labels that would touch stand: from the top down, and pushed up again from the bottom. */
function spread(labels: readonly Label[], height: number): (Label & { at: number })[] {
  const placed = labels.map((label) => ({ ...label, at: label.y })).toSorted((a, b) => a.y - b.y);
  for (let k = 0; k < placed.length; k++) {
    const above = placed.slice(0, k).filter((other) => touches(other, placed[k]));
    const lowest = Math.max(HEIGHT / 2, ...above.map(({ at }) => at + HEIGHT));
    placed[k].at = Math.max(placed[k].at, lowest);
  }
  let floor = height - HEIGHT / 2;
  for (const label of placed.toReversed()) {
    if (label.at <= floor) continue;
    label.at = floor;
    floor -= HEIGHT;
  }
  return placed;
}

/** Whether two stand in one column. */
function touches(a: Label, b: Label): boolean {
  return Math.abs(a.x - b.x) < 110;
}

const widths = new Map<string, number>();

function widthOf(pen: CanvasRenderingContext2D, text: string): number {
  const known = widths.get(text) ?? pen.measureText(text).width;
  widths.set(text, known);
  return known;
}
