import type { Panel } from "./panel.js";

/** The panels in the order of their tabs: one line each, and a file that exports `open`. */
export const panels: readonly Panel[] = [
  { id: "surfaces", title: "panel.surfaces", load: () => import("./surfaces/panel.js") },
  { id: "digits", title: "panel.digits", load: () => import("./digits/panel.js") },
  { id: "speed", title: "panel.speed", load: () => import("./speed/panel.js") },
  { id: "own", title: "panel.own", load: () => import("./own/panel.js") },
  { id: "fit", title: "panel.fit", load: () => import("./fit/panel.js") },
];
