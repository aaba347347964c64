import { pathToFileURL } from "node:url";
import { catalog, type Row } from "../../test/catalog.js";
import { cells, type Cell } from "../cells.js";
import { repeated } from "../isolate.js";
import { seededMap } from "../values.js";
import { ratio, rounds, timed, type Block, type Effort, type Spread } from "./rounds.js";

/** What a process of its own is asked: builds in the order in which they are imported and begin. */
export interface Order {
  readonly builds: readonly { readonly side: Side; readonly file: string }[];
  /** Names of cells; all of them without. */
  readonly only?: readonly string[];
  /** What names must have, blanks counted once. */
  readonly part?: string;
  readonly effort: Effort;
}

/** The base's time over the head's: under 1 the head is slower. */
export interface Verdict {
  readonly name: string;
  readonly ratio: Spread;
}

type Side = "base" | "head";
type Create = () => ReturnType<Row["create"]>;
type Build = Readonly<Record<string, new () => ReturnType<Row["create"]>>>;

const WAYS = ["allocated", "caller's"] as const;
const WARM_UP = 20_000;

process.once("message", (order: Order) => {
  void compare(order).then(() => process.disconnect());
});

async function compare({ builds, only, part, effort }: Order): Promise<void> {
  const imported: { side: Side; build: Build }[] = [];
  for (const { side, file } of builds) imported.push({ side, build: (await import(pathToFileURL(file).href)) as Build });
  const titles = catalog.map((row) => row.create().constructor.name);
  const shared = titles.filter((title) => imported.every(({ build }) => title in build));
  for (const { build } of imported) await warmUp(shared.map((title) => () => new build[title]()));
  for (const title of shared) {
    for (const cell of cells) {
      for (const way of WAYS) {
        const name = `${title.padEnd(10)}${cell.element}${cell.label.padStart(8)}  ${way.padEnd(10)}`;
        if (only !== undefined && !only.includes(name)) continue;
        if (part !== undefined && !name.replaceAll(/ +/g, " ").includes(part)) continue;
        const blocks = imported.map(({ side, build }) => [side, updates(() => new build[title](), cell, way)]);
        const taken = await rounds(Object.fromEntries(blocks) as Record<Side, Block>, effort);
        process.send?.({ name, ratio: ratio(taken.base, taken.head) } satisfies Verdict);
      }
    }
  }
}

/** Shows a build every optimizer in every way, so that its code is in its final form when the first cell is measured. */
async function warmUp(all: readonly Create[]): Promise<void> {
  for (const create of [...all, ...all]) for (const way of WAYS) await updates(create, cells[0], way)(WARM_UP);
}

function updates(create: Create, cell: Cell, way: (typeof WAYS)[number]): Block {
  const optimizer = create();
  const [initial, gradients] = [seededMap(cell, 1), seededMap(cell, 2)];
  const { params, grads } = way === "allocated" ? optimizer.allocate(initial) : { params: initial, grads: gradients };
  if (way === "allocated") for (const [name, values] of Object.entries(gradients)) grads[name].set(values);
  return timed(repeated("optimizer.update(params, grads);", { optimizer, params, grads }));
}
