import { Layer } from "./canvas.js";
import { colourOf, drawMark, type Style } from "./palette.js";

/** A piece of the line and the mark by which a path is known. */
export function swatch(style: Style): HTMLElement {
  const layer = new Layer({ "aria-hidden": "true", class: "swatch" });
  layer.resize(30, 14);
  const { pen } = layer;
  pen.strokeStyle = pen.fillStyle = colourOf(style);
  pen.lineWidth = 2;
  pen.setLineDash([...style.dash]);
  pen.moveTo(0, 7);
  pen.lineTo(30, 7);
  pen.stroke();
  drawMark(pen, style, 15, 7, 4);
  pen.fill();
  return layer.canvas;
}
