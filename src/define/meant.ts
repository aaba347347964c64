/** ": did you mean m?", where one of the names is a letter away, or alike but for its case. */
export function meant(name: string, names: readonly string[]): string {
  const found = names.find((each) => isNear(name.toLowerCase(), each.toLowerCase()));
  return found === undefined ? "" : `: did you mean ${found}?`;
}

/** Whether a letter more, less, or another, or two that changed places, make one of the other. */
function isNear(a: string, b: string): boolean {
  if (a === b || a.length < 2 || b.length < 2) return a === b;
  const [lessA, lessB] = [oneLess(a), oneLess(b)];
  return (
    lessA.includes(b) ||
    lessB.includes(a) ||
    lessA.some((less, k) => less === lessB[k] || (less === lessB[k + 1] && a[k] === b[k + 1]))
  );
}

/** A name without each of its letters. */
function oneLess(name: string): string[] {
  return Array.from(name, (_, k) => name.slice(0, k) + name.slice(k + 1));
}
