import type { Spot, Stage } from "./stage.js";
import { clamp, pointAt } from "./view.js";

export interface Handled {
  /** Where paths begin now. */
  readonly start: readonly [number, number];
  begin(start: readonly [number, number]): void;
  point(spot: Spot | undefined): void;
  toggle(): void;
}

/** Shares of the frame by which an arrow key moves the start, with Shift and without. */
const FINE = 1 / 400;
const COARSE = 1 / 40;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Pointer and keys on the stage: a click or a drag sets the start, hovering points at a step, arrows move the start. */
export function handle(stage: Stage, handled: () => Handled): void {
  const { canvas } = stage.top;
  const place = (event: PointerEvent): [number, number] => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const begin = (event: PointerEvent): void => {
    const { x, y } = pointAt(stage.view, ...place(event));
    handled().begin([clamp(x, stage.view.x), clamp(y, stage.view.y)]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    begin(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) begin(event);
    else handled().point(stage.spotAt(...place(event)));
  });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.key === " ") handled().toggle();
    else if (arrow) handled().begin(moved(stage, handled().start, arrow, event.shiftKey ? FINE : COARSE));
    else return;
    event.preventDefault();
  });
}

function moved({ view }: Stage, [x, y]: readonly [number, number], [dx, dy]: readonly [number, number], share: number) {
  const { width, height } = view;
  const px = ((x - view.x[0]) / (view.x[1] - view.x[0]) + dx * share) * width;
  const py = ((view.y[1] - y) / (view.y[1] - view.y[0]) - dy * share) * height;
  const point = pointAt(view, px, py);
  return [clamp(dx === 0 ? x : point.x, view.x), clamp(dy === 0 ? y : point.y, view.y)] as const;
}
