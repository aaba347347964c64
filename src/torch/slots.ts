import type { Element, Floats, Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { quote } from "../options/messages.js";
import type { TorchNames } from "./names.js";

/** What the rule keeps, by its names here. */
export function slotsOf({ slots, kept = slots }: Internals["kernels"]): readonly string[] {
  return kept;
}

/** A slot's name in dicts. */
export function keyOf({ slots, ownSlots }: TorchNames, slot: string): string {
  return slots[slot] ?? (ownSlots?.[slot] as string);
}

/** A parameter's type and length by what is kept of it; undefined where that does not tell. */
export function shapeOf(
  { slots, lines }: TorchNames,
  found: ReadonlyMap<string, Floats>,
): Omit<Shape, "name"> | undefined {
  const [whole] = [...found].flatMap(([slot, values]) => (slots[slot] && !lines?.includes(slot) ? [values] : []));
  const [rows, columns] = (lines ?? []).map((slot) => found.get(slot));
  const first = whole ?? (columns && rows);
  if (first === undefined) return undefined;
  const length = whole ? whole.length : first.length * (columns as Floats).length;
  return { element: first.BYTES_PER_ELEMENT as Element, length };
}

/**
 * How many numbers are kept of a parameter in the slots that have not one for each element. Throws where a matrix there is a
 * vector here, or the other way round.
 */
export function sidesOf(
  { title, store }: Internals,
  torch: TorchNames,
  of: Shape,
  found: ReadonlyMap<string, Floats>,
): Readonly<Record<string, number>> {
  const sides = store.layout.beside?.lengths([of], store.layout)(of) ?? {};
  for (const slot of found.keys()) {
    if (sides[slot] !== 0) continue;
    const name = quote(of.name);
    const lengths = torch.lines?.map((line) => found.get(line)?.length);
    const [whose, here, remedy] = torch.lines?.includes(slot)
      ? ["matrices", "a vector as far as is known", `give shapes: { ${name}: [${lengths?.join(", ")}] }`]
      : ["vectors", "a matrix by its shape here", "leave it out of shapes"];
    throw new RangeError(
      `state of ${name} has ${quote(keyOf(torch, slot))}, which ${title} keeps of ${whose}, and ${name} is ${here}: ${remedy}`,
    );
  }
  return sides;
}
