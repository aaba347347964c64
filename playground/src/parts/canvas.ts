import { element } from "./element.js";

/** A canvas as large as its place, in the screen's own pixels; drawn in CSS pixels. */
export class Layer {
  readonly canvas: HTMLCanvasElement;
  readonly pen: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  ratio = 1;

  constructor(attributes: Readonly<Record<string, string>> = { "aria-hidden": "true" }) {
    this.canvas = element("canvas", attributes);
    this.pen = this.canvas.getContext("2d")!;
  }

  /** Takes on a size; what was drawn is gone. */
  resize(width: number, height: number): void {
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
  }

  clear(): void {
    this.pen.clearRect(0, 0, this.width, this.height);
  }
}
