import { sparseRows } from "../../src/index.js";
import type { Update } from "./program.js";
import type { Refusal } from "./refusal.js";
import type { Run } from "./run.js";
import type { Prepared } from "./update.js";

/** Makes an update one that must be refused, where this fault is possible. */
export function breakUpdate(run: Run, prepared: Prepared, { name, what }: NonNullable<Update["fault"]>): void {
  const { params, grads, pairs } = prepared;
  const cell = run.cell(name);
  const { single, length, array } = cell;
  const given = { ...params };
  const longer = Array<number>(length + 1).fill(1);
  const refuse = (error: Refusal["error"], ...says: string[]): void => {
    prepared.refusals.push({ error, says });
  };
  const put = (grad: unknown): void => {
    prepared.grads = { ...grads, [name]: grad };
  };
  const known = run.model.kept.has(name);
  switch (what) {
    case "length":
      put(longer);
      return refuse(RangeError, `grads["${name}"]`, `${length + 1}`);
    case "missing":
      prepared.grads = Object.fromEntries(Object.entries(grads).filter(([each]) => each !== name));
      return refuse(TypeError, `grads["${name}"]`, "missing");
    case "type":
      put(length % 2 ? "1" : new Int32Array(length));
      return refuse(TypeError, `grads["${name}"]`);
    case "element":
      if (length === 0) return;
      put(longer.slice(1).fill("1" as unknown as number, length - 1));
      return refuse(TypeError, `grads["${name}"][${length - 1}]`);
    case "twice":
      if (length === 0 || typeof array === "number") return;
      prepared.params = { ...given, twin: array };
      prepared.grads = { ...grads, twin: array };
      return refuse(TypeError, "overlap", `params["${name}"]`);
    case "frozen":
      if (!Array.isArray(array) || length === 0 || grads[name] === null) return;
      prepared.params = { ...given, [name]: Object.freeze([...array]) };
      return refuse(TypeError, `params["${name}"]`, "read-only");
    case "gradScale":
      prepared.options = { gradScale: NaN };
      return refuse(RangeError, "gradScale");
    case "option":
      prepared.options = { gradscale: 1 };
      return refuse(TypeError, "gradscale");
    case "other length":
      if (!known) return;
      prepared.params = { ...given, [name]: single ? new Float32Array(longer) : longer };
      put(longer);
      return refuse(RangeError, `params["${name}"]`, "state");
    case "other type":
      if (!known) return;
      prepared.params = { ...given, [name]: single ? longer.slice(1) : new Float32Array(length) };
      put(longer.slice(1));
      return refuse(TypeError, `params["${name}"]`, "state");
    case "row":
      if (length === 0) return;
      put(sparseRows([length], [1]));
      return refuse(RangeError, `grads["${name}"]`, "row");
    case "width":
      put(sparseRows([0], longer));
      return refuse(RangeError, `grads["${name}"]`, "rows");
    case "nothing":
      prepared.params = {};
      return refuse(TypeError, "params");
    case "exchanged": {
      const { homes } = run;
      if (pairs.some((pair) => !homes.has(pair.name))) return;
      prepared.params = Object.fromEntries(pairs.map((pair) => [pair.name, homes.get(pair.name)?.grads[pair.name]]));
      prepared.grads = Object.fromEntries(pairs.map((pair) => [pair.name, homes.get(pair.name)?.params[pair.name]]));
      return refuse(TypeError, `params["${pairs[0].name}"]`, "gradient");
    }
    default: {
      // A schedule that has no number for this step.
      const kept = run.optimizer.lr;
      run.model.settings.base.lr ??= kept as number;
      prepared.around = (call) => {
        run.optimizer.lr = () => NaN;
        try {
          call();
        } finally {
          run.optimizer.lr = kept;
        }
      };
      return refuse(RangeError, "lr", "at iteration");
    }
  }
}
