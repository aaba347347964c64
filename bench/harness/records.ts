/** The same names with other values. */
export function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  make: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value, name)]));
}

/** A record of the names, each with what is made of it. */
export function recordOf<To>(names: readonly string[], make: (name: string) => To): Record<string, To> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}
