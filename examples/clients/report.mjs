/**
 * Trains the client's model by its recipe, by a flat map as before, and by other means, and prints one line.
 * Throws unless the first two have the same numbers, and the others differ by no more than `most` of the greatest.
 */
export function report({ name, own, recipe, flat, other, most }) {
  const [numbers, flatNumbers, otherNumbers] = [recipe, flat, other].map(numbersOf);
  if (numbers.some((x, i) => x !== flatNumbers[i])) throw new Error(`${name}: a flat map has other numbers`);
  const greatest = Math.max(...numbers.map(Math.abs));
  const difference = Math.max(...numbers.map((x, i) => Math.abs(x - otherNumbers[i]))) / greatest;
  if (!(difference <= most)) throw new Error(`${name}: ${difference} apart from ${own}, more than ${most}`);
  if (numbers.length !== otherNumbers.length || greatest === 0) throw new Error(`${name}: no model`);
  console.log(`${name}: ${numbers.length} numbers, ${difference.toExponential(1)} apart from ${own}`);
}

/** All numbers of a model, row after row; what a list does not have is no number. */
export function numbersOf(model) {
  if (typeof model === "number") return [model];
  return ArrayBuffer.isView(model) ? [...model] : Object.values(model).flatMap(numbersOf);
}
