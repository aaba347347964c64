import { wasm } from "../../src/backend/wasm.js";
import type { Backend } from "../../src/backend/machine.js";
import { products, roomOf } from "../../src/matrices/product.js";
import { named, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import type { Block } from "../harness/measure.js";
import { seededMap, type FloatMap } from "../harness/shapes.js";
import { OPTIMIZER, SIZE, figure } from "../harness/text.js";

const [UPDATE, PRODUCTS, ADAM, LAYER] = ["Muon", "its products alone", "Adam", "the layer's products"];
const [ROWS, COLUMNS, BATCH, ITERATIONS] = [784, 256, 128, 5];
const PAGE = 65_536;

interface Allocating {
  allocate(model: FloatMap): { params: FloatMap; grads: FloatMap };
  update(params: FloatMap, grads: FloatMap): void;
}
type Library = Readonly<Record<"Muon" | "Adam", new (options?: object) => Allocating>>;

/** What Muon costs beside Adam, of which its products are what part, and beside the products of a layer's step. */
export const muon: Section = {
  name: "muon",
  *cases() {
    const shape = { label: `${ROWS} × ${COLUMNS}`, tensors: 1, length: ROWS * COLUMNS, element: "f32" } as const;
    yield { ...named("muon", shape), over: UPDATE, candidates };
  },
  judge({ times }) {
    const median = (name: string) => times[name].median;
    const figures = {
      milliseconds: median(UPDATE) / 1e6,
      products: median(PRODUCTS) / median(UPDATE),
      adams: median(UPDATE) / median(ADAM),
      share: median(UPDATE) / (median(UPDATE) + median(LAYER)),
      adamsShare: median(ADAM) / (median(ADAM) + median(LAYER)),
    };
    return { figures };
  },
  tables: {
    muon: {
      columns: [
        OPTIMIZER,
        SIZE,
        ["ms", figure("milliseconds", (value) => value.toFixed(2))],
        ["of it products", figure("products", percent)],
        ["Adam's time", figure("adams")],
        [`share of a step of ${BATCH}`, figure("share", percent)],
        ["Adam's share", figure("adamsShare", percent)],
      ],
    },
  },
};

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

async function candidates(): Promise<Record<string, Block>> {
  const library = (await import(new URL("../../dist/index.js", import.meta.url).href)) as Library;
  const shape = { label: "", tensors: 1, length: ROWS * COLUMNS, element: "f32" } as const;
  const updates = (optimizer: Allocating): Block => {
    const { params, grads } = optimizer.allocate(seededMap(shape, 1));
    grads.W0.set(seededMap(shape, 2).W0);
    return repeated("optimizer.update(params, grads);", { optimizer, params, grads });
  };
  return {
    [UPDATE]: updates(new library.Muon({ shapes: { W0: [ROWS, COLUMNS] } })),
    [PRODUCTS]: productsOf((product, x, gram, room) => {
      for (let k = 0; k < ITERATIONS; k++) {
        product(gram, x, 1, COLUMNS, x, COLUMNS, 1, COLUMNS, COLUMNS, ROWS, 1, 0, gram, true, room);
        const mixed = gram + 4 * COLUMNS * COLUMNS;
        product(mixed, gram, COLUMNS, 1, gram, COLUMNS, 1, COLUMNS, COLUMNS, COLUMNS, 2.0315, -4.775, gram, true, room);
        const to = x + 4 * ROWS * COLUMNS;
        product(to, x, COLUMNS, 1, mixed, COLUMNS, 1, ROWS, COLUMNS, COLUMNS, 1, 3.4445, x, false, room);
      }
    }),
    [ADAM]: updates(new library.Adam()),
    // Forward of a batch, and the gradient of the weights.
    [LAYER]: productsOf((product, w, input, room) => {
      const output = input + 4 * BATCH * ROWS;
      const grads = w + 4 * ROWS * COLUMNS;
      product(output, input, ROWS, 1, w, COLUMNS, 1, BATCH, COLUMNS, ROWS, 1, 0, output, false, room);
      product(grads, input, 1, ROWS, output, COLUMNS, 1, ROWS, COLUMNS, BATCH, 1, 0, grads, false, room);
    }),
  };
}

type Product = (...values: (number | boolean)[]) => void;

/** On two matrices of the weights' size, and room for as much again, as small numbers. */
function productsOf(run: (product: Product, first: number, behind: number, room: number) => void): Block {
  const [size, room] = [ROWS * COLUMNS, roomOf(ROWS, ROWS, 4)];
  const backend = wasm(products.wasm) as Backend;
  const machine = backend.create(Math.ceil((4 * (4 * size + room)) / PAGE) * PAGE);
  machine.heaps[4].fill(1 / Math.sqrt(size), 0, 4 * size);
  const product = machine.pass(products, 4).product as Product;
  return repeated(`run(product, 0, ${8 * size}, ${16 * size});`, { run, product });
}
