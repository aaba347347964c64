import type { Tree, Walked } from "./walk.js";

/** A random rule: its text, and the same as trees. */
export interface Drawn extends Walked {
  readonly text: string;
  readonly inputs: readonly string[];
}

interface Part {
  readonly text: string;
  /** How tightly it holds together. */
  readonly level: number;
  readonly tree: Tree;
}

const [COMPARISON, SUM, PRODUCT, UNARY, WHOLE] = [0, 1, 2, 3, 4];
const NUMBERS = ["0", "1", "0.5", "2", "1e-3", "16777217", "1e-40", "0.1", "1e30", "3e-310", "1.5e+2"];

/** A well-formed one: every name comes to something, and all words and signs come up. */
export function drawRule(random: () => number): Drawn {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)];
  const names = (prefix: string, most: number, least = 0): string[] =>
    Array.from({ length: least + below(most + 1 - least) }, (_, k) => `${prefix}${k}`);

  const slots = names("s", 3);
  const inputs = names("i", 2);
  const scalars = names("c", 4, 1);
  const moves = random() < 0.4;
  const readable = ["g", ...(moves ? ["p"] : []), ...slots, ...inputs, ...scalars];
  const comparisons: string[] = [];
  const lets: string[] = [];
  /** What has a value that nothing has read. */
  const unread = new Set(readable);
  const read = (name: string): Part => {
    unread.delete(name);
    return { text: name, level: WHOLE, tree: name };
  };
  const within = ({ text, level }: Part, least: number): string =>
    level < least || random() < 0.05 ? `(${text})` : text;
  const gap = (): string => (random() < 0.03 ? pick(["\n      ", " /* a < b */ ", " // x = y\n  ", "\t"]) : " ");

  const signed = (of: string, level: number, depth: number): Part => {
    const [a, b] = [number(depth - 1), number(depth - 1)];
    return {
      text: `${within(a, level)}${gap()}${of}${gap()}${within(b, level + 1)}`,
      level,
      tree: { of, args: [a.tree, b.tree] },
    };
  };
  const worded = (of: string, args: readonly Part[]): Part => ({
    text: `${of}(${args.map(({ text }) => text).join(`,${gap()}`)})`,
    level: WHOLE,
    tree: { of, args: args.map(({ tree }) => tree) },
  });
  const comparison = (depth: number): Part =>
    comparisons.length > 0 && random() < 0.3 ? read(pick(comparisons)) : signed(pick(["<", ">"]), COMPARISON, depth);
  const number = (depth: number): Part => {
    if (depth <= 0 || random() < 0.15) {
      if (random() < 0.8) return read(pick(readable));
      if (random() < 0.3) return { text: "zero", level: WHOLE, tree: 0 };
      const written = pick(NUMBERS);
      return { text: `all(${written})`, level: WHOLE, tree: Number(written) };
    }
    switch (below(9)) {
      case 0:
      case 1:
        return signed(pick(["+", "-"]), SUM, depth);
      case 2:
      case 3:
        return signed(pick(["*", "/", "*"]), PRODUCT, depth);
      case 4: {
        const a = number(depth - 1);
        return {
          text: `-${within(a, UNARY).replace(/^-/, " -")}`,
          level: UNARY,
          tree: { of: "negate", args: [a.tree] },
        };
      }
      case 5:
        return worded(pick(["sqrt", "abs", "sign"]), [number(depth - 1)]);
      case 6:
      case 7:
        return worded("select", [comparison(depth - 1), number(depth - 1), number(depth - 1)]);
      default:
        return worded(pick(["min", "max"]), [number(depth - 1), number(depth - 1)]);
    }
  };

  const statements: { to: string; value: Tree }[] = [];
  const lines: string[] = [];
  /** Whether p is what was given, which may be lost. */
  const isGiven = (): boolean => !statements.some(({ to }) => to === "p");
  const end = (): string => pick(["", ";", ";", " // that"]);
  const set = (line: string, to: string, value: Tree): void => {
    lines.push(`${line}${end()}`);
    statements.push({ to, value });
  };
  const assign = (to: string): void => {
    const of = pick(["+", "-", "*", "/"]);
    if ((unread.has(to) && !(to === "p" && isGiven())) || random() < 0.5) {
      const value = number(2);
      read(to);
      set(`${to} ${of}= ${value.text}`, to, { of, args: [to, value.tree] });
    } else {
      const value = number(3);
      set(`${to} = ${value.text}`, to, value.tree);
    }
    unread.add(to);
  };
  for (let k = below(6); k > 0; k--) {
    const kind = random();
    if (kind < 0.2 && comparisons.length < 2) {
      const [name, value] = [`b${comparisons.length}`, comparison(2)];
      set(`const ${name} = ${value.text}`, name, value.tree);
      comparisons.push(name);
      unread.add(name);
    } else if (kind < 0.65) {
      const declares = pick(["const", "let"]);
      const [name, value] = [`x${lines.length}`, number(3)];
      set(`${declares} ${name}${random() < 0.1 ? ": lanes" : ""} = ${value.text}`, name, value.tree);
      readable.push(name);
      unread.add(name);
      if (declares === "let") lets.push(name);
    } else {
      const some = [...lets, ...(moves ? ["p"] : [])];
      if (some.length > 0) assign(pick(some));
    }
  }
  for (const slot of slots) assign(slot);
  const ends = moves && random() < 0.3;
  // What nothing has read yet is added up, so that it comes to something.
  let rest = number(2);
  for (const name of unread) {
    if (ends && name === "p" && isGiven()) continue;
    const value = comparisons.includes(name)
      ? worded("select", [read(name), read("g"), read(pick(scalars))])
      : read(name);
    rest = {
      text: `${within(rest, SUM)} + ${value.text}`,
      level: SUM,
      tree: { of: "+", args: [rest.tree, value.tree] },
    };
  }
  if (ends) {
    lines.push(`p = ${rest.text}`);
    statements.push({ to: "p", value: rest.tree });
  } else lines.push(`return ${rest.text}${end()}`);
  const text = lines.map((line) => `  ${line}`).join("\n");
  // Slots in the order in which they are assigned first.
  const kept = [...slots, ...inputs];
  return { text, inputs, kept, scalars, statements, result: ends ? "p" : rest.tree, moves: /\bp\b/.test(text) };
}
