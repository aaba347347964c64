import { expect } from "vitest";
import type { Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import type { Values } from "../support.js";

type Loose = Readonly<Record<string, Values>>;

export function expectUntouched(
  optimizer: Optimizer,
  params: unknown,
  grads: unknown,
  call: () => void,
  error: typeof TypeError,
  message: string,
): void {
  const snapshot = () => ({
    params: copied(params),
    grads: copied(grads),
    state: Object.fromEntries(Object.entries(optimizer.state).map(([slot, views]) => [slot, copied(views)])),
    iterations: optimizer.iterations,
    file: save(optimizer),
  });
  const before = snapshot();
  expect(call).toThrow(new error(message));
  expect(call).toThrow(error);
  expect(snapshot()).toEqual(before);
}

function copied(map: unknown): unknown {
  if (typeof map !== "object" || map === null || Array.isArray(map)) return map;
  return Object.fromEntries(Object.entries(map as Loose).map(([k, v]) => [k, typeof v === "object" ? v.slice() : v]));
}
