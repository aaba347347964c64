import type { Loss } from "optim-wasm/fit";
import { modelOf } from "../formula/model.js";
import { FormulaError } from "../formula/tokens.js";
import { DataError, LARGEST, readRows, writeRows, type Row } from "./data.js";
import { guessFor, modelNamed } from "./models.js";
import { sampleNamed, samples, type Sample } from "./samples.js";

/** All that a visitor has chosen for a fit; the URL holds it. */
export interface Setting {
  /** A sample's id, or `own`. */
  readonly sample: string;
  readonly rows: readonly Row[];
  /** A model's id, or `own`. */
  readonly model: string;
  readonly formula: string;
  /** In the order of the parameters in the formula. */
  readonly start: readonly number[];
  readonly loss: Loss;
  readonly scale: number;
}

export const OWN = "own";
export const LOSSES: readonly Loss[] = ["linear", "softL1", "huber", "cauchy"];

export const FIRST = ofSample(samples[0]);

export function ofSample({ id, ...rest }: Sample): Setting {
  return { sample: id, ...rest };
}

/** The same data by another model, from values by the data. */
export function onModel(setting: Setting, id: string): Setting {
  const known = modelNamed(id);
  if (known === undefined) return { ...setting, model: OWN };
  return { ...setting, model: id, formula: known.formula, start: guessFor(known, setting.rows) };
}

/** Another formula: parameters of the same names keep their values, others begin at 1. Throws a FormulaError. */
export function onFormula(setting: Setting, formula: string): Setting {
  const before = modelOf(setting.formula).names;
  const start = modelOf(formula).names.map((name) => setting.start[before.indexOf(name)] ?? 1);
  return { ...setting, model: OWN, formula, start };
}

export function writeSetting({ sample, rows, model, formula, start, loss, scale }: Setting): URLSearchParams {
  return new URLSearchParams({
    sample,
    ...(sample === OWN ? { data: writeRows(rows, ":", ",") } : {}),
    model,
    ...(model === OWN ? { formula } : {}),
    start: start.join(),
    loss,
    scale: String(scale),
  });
}

/** The setting in a URL; what is missing or makes no sense there is as it is at first. */
export function readSetting(query: URLSearchParams): Setting {
  const known = sampleNamed(query.get("sample") ?? "");
  const rows = query.get("sample") === OWN ? rowsIn(query.get("data") ?? "") : undefined;
  const base = known ? ofSample(known) : rows ? onModel({ ...FIRST, sample: OWN, rows }, "line") : FIRST;
  const chosen = withModel(base, query.get("model"), query.get("formula"));
  const start = (query.get("start") ?? "").split(",").map((each) => (each.trim() === "" ? Number.NaN : Number(each)));
  const scale = Number(query.get("scale") ?? "");
  return {
    ...chosen,
    start:
      start.length === chosen.start.length && start.every((each) => Math.abs(each) <= LARGEST) ? start : chosen.start,
    loss: LOSSES.find((loss) => loss === query.get("loss")) ?? chosen.loss,
    scale: scale > 0 && scale <= LARGEST ? scale : chosen.scale,
  };
}

function withModel(base: Setting, model: string | null, formula: string | null): Setting {
  if (model === null) return base;
  if (model !== OWN) return model === base.model || !modelNamed(model) ? base : onModel(base, model);
  try {
    return formula === null ? base : onFormula(base, formula);
  } catch (error) {
    if (error instanceof FormulaError) return base;
    throw error;
  }
}

function rowsIn(text: string): Row[] | undefined {
  try {
    return readRows(text.replaceAll(",", "\n").replaceAll(":", "\t"));
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
