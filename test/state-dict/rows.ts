import { ofTorch, type Row } from "../catalog.js";
import { matrices, type MatrixRow } from "../rows/matrices.js";
import { TORCH } from "../../src/torch/names.js";

/** What the tests here know of a class that PyTorch has too. */
export type TorchRow = Pick<Row, "name" | "create" | "variants" | "slots">;

/** Every class that PyTorch has too; those of matrices are told the shapes of the parameters that the tests here have. */
export const rows: readonly TorchRow[] = [...ofTorch, ...matrices.flatMap(rowOf)];

function rowOf({ name, create, variants, vectors }: MatrixRow): TorchRow[] {
  const shaped: TorchRow["create"] = (options) =>
    create({ shapes: (of: string) => SHAPES[of] ?? (vectors ? undefined : OF_VECTORS[of]), ...options });
  const title = shaped().constructor.name;
  if (!Object.hasOwn(TORCH, title)) return [];
  const slots = Object.keys(TORCH[title].slots);
  return [{ name, create: shaped, variants: variants as TorchRow["variants"], slots }];
}

/** Of matrices, under each name that a test has for one. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  W: [2, 2],
  one: [2, 2],
  "layer1.weight": [2, 3],
  "layer2.weight": [2, 2],
};

/** And of what is none. */
const OF_VECTORS: Readonly<Record<string, readonly number[]>> = {
  b: [1, 2],
  two: [1, 2],
  x: [1, 1],
  three: [1, 1],
  "layer1.bias": [1, 3],
  "layer2.bias": [1, 1],
};
