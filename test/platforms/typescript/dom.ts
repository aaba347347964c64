import { encode, save } from "optim-wasm/checkpoint";
import { optimizer } from "./consumer.js";

export const blob = new Blob([save(optimizer), encode({ a: new Float32Array(1) })]);
export const request = new Request("https://example.com", { method: "PUT", body: save(optimizer) });
