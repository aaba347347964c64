/** A file whose errors the compiler is to say, not to pass over. */
export function unguarded(text: string): string {
  return text.replaceAll("@ts-expect-error: ", "says ");
}

/** The files of what types of models take and refuse, in the folder `models` beside. */
export const MODELS = ["update.ts", "views.ts", "define.ts"] as const;

/**
 * What is wrong with what the compiler says of such a file: after `// says TEXT` the next line has an error with this text
 * in it, and there is no other.
 */
export function unsaid(text: string, said: string): string[] {
  const errors = said.split(/^(?=[^\s(]+\(\d+,\d+\): error)/m).filter((each) => each.includes("error TS"));
  const byLine = new Map<number, string>();
  for (const error of errors) {
    const line = Number(/\((\d+),/.exec(error)?.[1]);
    byLine.set(line, (byLine.get(line) ?? "") + error);
  }
  const missing = text.split("\n").flatMap((content, index) => {
    const expected = /\/\/ says (.+)$/.exec(content)?.[1];
    if (expected === undefined) return [];
    const error = byLine.get(index + 2) ?? "";
    byLine.delete(index + 2);
    return error.includes(expected) ? [] : [`line ${index + 2}: expected "${expected}" in ${error || "no error"}`];
  });
  return [...missing, ...byLine.values()];
}
