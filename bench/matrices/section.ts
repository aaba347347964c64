import { wasm } from "../../src/backend/wasm.js";
import type { Backend } from "../../src/backend/machine.js";
import { products, roomOf } from "../../src/matrices/product.js";
import { named, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import type { Block } from "../harness/measure.js";
import { seededMap, type Floats } from "../harness/shapes.js";
import { NAMED, figure } from "../harness/text.js";
import { productsInC } from "./compiled.js";
import { names, productsInJavaScript } from "./javascript.js";

const OURS = "wasm";
const C = "C, 128 bits";
const SIZES = [128, 256, 512];
const PAGE = 65_536;

/** c = a · b, square. */
export const product: Section = {
  name: "product",
  *cases() {
    for (const element of ["f32", "f64"] as const) {
      for (const n of SIZES) {
        const shape = { label: `${n} × ${n}`, tensors: 1, length: n * n, element };
        yield { ...named("product", shape), over: OURS, candidates: () => candidatesOf(n, element) };
      }
    }
  },
  judge({ times, n }, taken) {
    const javascript = names.filter((name) => name in times);
    const fastest = Math.min(...javascript.map((name) => times[name].median));
    const figures = {
      ...(OURS in taken && { perSecond: n ** 1.5 / times[OURS].median }),
      javascript: fastest / times[OURS].median,
    };
    return { figures };
  },
  rivals: ({ ratios }) =>
    Object.fromEntries(
      ["C, 128 bits", "C, 256 bits"].filter((name) => name in ratios).map((name) => [name, ratios[name].median]),
    ),
  tables: {
    product: {
      columns: [
        ...NAMED,
        ["products per ns", figure("perSecond", (value) => value.toFixed(1))],
        ["fastest JavaScript", figure("javascript")],
      ],
      everyone: true,
    },
  },
};

/** All on the same matrices in one memory; where one's product is not that of C to the bit, the run fails. */
function candidatesOf(n: number, element: "f32" | "f64"): Record<string, Block> {
  const bytes = element === "f32" ? 4 : 8;
  const room = roomOf(n, n, bytes);
  const length = n * n;
  const backend = wasm(products.wasm) as Backend;
  // The room is enough for C's wider panels too.
  const machine = backend.create(Math.ceil(((4 * length + 4 * room) * bytes) / PAGE) * PAGE);
  const part = (k: number) => machine.heaps[bytes].subarray(k * length, (k + 1) * length);
  const [a, b, c, other] = [0, 1, 2, 3].map(part);
  const work = machine.heaps[bytes].subarray(4 * length);
  [a, b].forEach((each, k) => each.set(seededMap({ label: "", tensors: 1, length, element }, k).W0));
  const ours = machine.pass(products, bytes);
  const at = (array: Floats) => array.byteOffset;
  const call = `ours.product(${at(c)}, ${at(a)}, ${n}, 1, ${at(b)}, ${n}, 1, ${n}, ${n}, ${n}, 1, 0, 0, false, ${at(work)});`;
  const blocks: Record<string, Block> = { [OURS]: repeated(call, { ours }) };
  for (const [name, inC] of Object.entries(productsInC(element)))
    blocks[name] = (repeat) => inC(repeat, other, a, b, n, n, n, work);
  void blocks[OURS](1);
  void blocks[C](1);
  if (c.some((value, i) => !Object.is(value, other[i])))
    throw new Error(`C and WebAssembly differ in ${element} at ${n}`);
  return { ...blocks, ...productsInJavaScript(a, b, n) };
}
