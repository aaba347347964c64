import { writeFileSync } from "node:fs";
import { drawCanyon } from "./canyon.js";

/** Writes docs/canyon.svg. */
writeFileSync(new URL("../../docs/canyon.svg", import.meta.url), drawCanyon());
console.log("docs/canyon.svg");
