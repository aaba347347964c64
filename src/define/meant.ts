/** ": did you mean m?", where one of the names is a letter away, or alike but for its case. */
export function meant(name: string, names: readonly string[]): string {
  const found = names.find((each) => isNear(name.toLowerCase(), each.toLowerCase()));
  return found === undefined ? "" : `: did you mean ${found}?`;
}

/** Whether a letter more, less, or another, or two that changed places, make one of the other. */
function isNear(a: string, b: string): boolean {
  let begin = 0;
  while (begin < a.length && a[begin] === b[begin]) begin++;
  let [endA, endB] = [a.length, b.length];
  while (endA > begin && endB > begin && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [restA, restB] = [a.slice(begin, endA), b.slice(begin, endB)];
  if (Math.max(restA.length, restB.length) < 2) return Math.min(a.length, b.length) > 1 || restA === restB;
  return restA.length === 2 && restA === restB[1] + restB[0];
}
