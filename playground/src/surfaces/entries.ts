import type { Optimizer } from "optim-wasm";
import { kinds } from "../optimizers.js";
import { styleOf, type Style } from "../parts/palette.js";
import type { Choice } from "./presets.js";

/** How each of the chosen is called and drawn. */
export interface Entry {
  readonly choice: Choice;
  readonly name: string;
  readonly style: Style;
  /** Of one that is not in the catalog: what makes it, and its rule. */
  readonly own?: { readonly create: () => Optimizer; readonly rule: string };
}

/** In the order of the catalog, which is that of the list, the drawing and the table. */
export function entriesOf(choices: readonly Choice[]): Entry[] {
  return inOrder(choices).map((choice, _, all) => {
    const same = all.filter(({ title }) => title === choice.title);
    const turn = same.indexOf(choice);
    return {
      choice,
      name: same.length > 1 ? `${choice.title} ${difference(choice, same) || turn + 1}` : choice.title,
      // A second of a class looks like one far behind it in the catalog.
      style: styleOf(kinds.findIndex(({ title }) => title === choice.title) + 11 * turn),
    };
  });
}

export function inOrder(choices: readonly Choice[]): readonly Choice[] {
  return kinds.flatMap(({ title }) => choices.filter((choice) => choice.title === title));
}

/** What an option of it says that those of its class do not have in common. */
function difference({ title, options }: Choice, same: readonly Choice[]): string {
  const specs = kinds.find((kind) => kind.title === title)?.specs ?? {};
  const valueIn = (choice: Choice, name: string): string => String(choice.options[name] ?? specs[name].default);
  return Object.keys(specs)
    .filter((name) => new Set(same.map((choice) => valueIn(choice, name))).size > 1)
    .map(
      (name) =>
        (typeof (options[name] ?? specs[name].default) === "string" ? "" : `${name} `) +
        valueIn({ title, options }, name),
    )
    .slice(0, 2)
    .join(" ");
}
