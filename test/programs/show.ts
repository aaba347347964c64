/** A value as JavaScript, for a program to be read and tried. */
export function show(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const array = value as Float32Array;
    const where = array.byteOffset > 0 ? "/* a view */ " : "";
    return `new ${array.constructor.name}(${where}[${shorten([...array].map(show))}])`;
  }
  if (Array.isArray(value)) return `[${shorten(value.map(show))}]`;
  if (value instanceof RegExp || typeof value === "function") return String(value);
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  if ("rows" in value && "values" in value) return `sparseRows(${show(value.rows)}, ${show(value.values)})`;
  const entries = Object.entries(value).map(
    ([name, each]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${show(each)}`,
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function shorten(items: readonly string[]): string {
  return items.length > 24 ? `${items.slice(0, 8).join(", ")}, … ${items.length} in all` : items.join(", ");
}
