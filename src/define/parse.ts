import { meant } from "./meant.js";
import { WORDS, type Expression, type Fail, type Name, type Statement } from "./text.js";
import { tokensOf, type Token } from "./tokens.js";

/** A number that every compiler reads alike. */
const NUMBER = /^(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d{1,3})?$/;
const SIGNS = ["<>", "+-", "*/"];
const NAMES = Object.keys(WORDS);
const HAVE = `a rule has all, ${NAMES.join(", ")}`;
const FORM = "a rule declares, assigns, and returns once, at its end";

export interface Body {
  readonly statements: readonly Statement[];
  /** What it returns; p, where it assigns that and ends without. */
  readonly result: Expression | undefined;
  /** All that it names. */
  readonly names: ReadonlySet<string>;
}

/** Reads a rule's body: declarations and assignments, line by line, then what it returns, unless it is `open` at its end. */
export function parse(text: string, open: boolean, fail: Fail): Body {
  const tokens = tokensOf(text, fail);
  let next = 0;
  const statements: Statement[] = [];
  const names = new Set<string>();
  let result: Expression | undefined;
  while (peek().text !== "") {
    if (taken(";")) continue;
    if (result) fail(peek(), `% stands after the return: ${FORM}`);
    if (taken("return")) {
      // As in JavaScript, where nothing would be returned.
      if (peek().first) fail(tokens[next - 1], "% has its value in its own line");
      result = comparison();
      if (open) fail(result, "% is returned: with sums, the second rule alone returns a step");
    } else statement();
    const token = peek();
    if (token.text !== "" && token.text !== ";" && !token.first)
      wrong(token, isName(token) ? "% begins a statement: on a line of its own, or after ;" : undefined);
  }
  const last = peek();
  if (!open && !result) {
    if (!statements.some(({ to }) => to.name === "p"))
      fail(last, "a rule ends with a return of its step, or assigns p, the parameter");
    result = { ...last, kind: "name", name: "p" };
  }
  return { statements, result, names };

  function statement(): void {
    const { at } = peek();
    const declares = taken("const") ? "const" : taken("let") ? "let" : undefined;
    for (let more = true; more; more = declares !== undefined && taken(",")) {
      if (peek().text === "if") wrong(peek());
      const to = name();
      if (declares && taken(":")) expect("lanes");
      const sign = tokens[next];
      if (sign.text !== "=" && declares) fail(to, "% needs a value");
      if (!/^[-+*/]?=$/.test(sign.text)) fail({ ...to, end: sign.end }, `%: ${FORM}`);
      next++;
      const value = comparison();
      const { end } = value;
      const of = sign.text[0] as "+";
      statements.push({
        declares,
        to,
        value: sign.text === "=" ? value : { kind: "operation", of, args: [to, value], at, end },
        at,
        end,
      });
    }
  }

  /** Of the signs of one precedence and those above, from the left. */
  function comparison(level = 0): Expression {
    if (level === SIGNS.length) return unary();
    let left = comparison(level + 1);
    while (peek().text.length === 1 && SIGNS[level].includes(peek().text)) {
      const of = tokens[next++].text as "+";
      const right = comparison(level + 1);
      left = { kind: "operation", of, args: [left, right], at: left.at, end: right.end };
    }
    return left;
  }

  function unary(): Expression {
    const token = peek();
    if (taken("-")) {
      const value = unary();
      return { kind: "operation", of: "negate", args: [value], at: token.at, end: value.end };
    }
    if (taken("(")) {
      const inner = comparison();
      return { ...inner, at: token.at, end: expect(")") };
    }
    if (/^\.?\d/.test(token.text)) fail(token, "a number is written all(%)");
    const called = name();
    const { name: word } = called;
    if (peek().text === ".") fail({ ...token, end: peek().end }, `% has nothing here: ${HAVE}`);
    if (/^(pow|exp|log|sin|cos|tanh?|cbrt|hypot)$/.test(word))
      fail(token, "% is not the same on every engine: compute it in scalars");
    if (word === "zero") return { ...called, kind: "constant", value: 0 };
    if (!taken("(")) return called;
    if (word === "all") {
      const number = tokens[next++];
      if (!NUMBER.test(number.text)) fail(number, "all takes a number as written: all(0.5), -all(1)");
      return { ...called, kind: "constant", value: Number(number.text), end: expect(")") };
    }
    if (!NAMES.includes(word)) fail(token, `unknown word %${meant(word, NAMES) || `: ${HAVE}`}`);
    const of = word as keyof typeof WORDS;
    const args: Expression[] = [];
    if (peek().text !== ")")
      do args.push(comparison());
      while (taken(","));
    const place = { at: token.at, end: expect(")") };
    if (args.length !== WORDS[of]) fail(place, `${of} takes ${WORDS[of]}, got ${args.length}`);
    return { kind: "operation", of, args, ...place };
  }

  function name(): Name {
    const { text: word, at, end } = peek();
    if (!isName(peek())) wrong(peek());
    next++;
    names.add(word);
    return { kind: "name", name: word, at, end };
  }

  function wrong(token: Token, other?: string): never {
    const { text: found } = token;
    let why = other ?? "% is not expected here: a rule has + - * / < > and no other signs";
    if (/^;?$/.test(found)) why = other ?? "the rule ends in the middle of an expression";
    if (/^[<>=!]=/.test(found)) why = "%: a rule compares by < and >";
    if (/^[-+*/]?=$/.test(found)) why = "% inside an expression: an assignment is a statement of its own";
    if (/^(\?|&&|\|\||if)$/.test(found)) why = "%: what depends on a comparison is written select(a < b, x, y)";
    if (found === "**")
      why = "% is not the same on every engine: a square is x * x, a power of a scalar is computed in scalars";
    return fail(token, why);
  }

  function peek(): Token {
    return tokens[next];
  }

  function taken(word: string): boolean {
    if (peek().text !== word) return false;
    next++;
    return true;
  }

  /** Takes this token; where it ends. */
  function expect(word: string): number {
    const token = peek();
    if (taken(word)) return token.end;
    const odd = /^([^\w(){},;+*/<>-]|\W.)/.test(token.text);
    return wrong(token, odd ? undefined : `${word} is missing before ${token.text === "" ? "the end" : "%"}`);
  }
}

function isName({ text }: Token): boolean {
  return /^[\p{L}_$]/u.test(text);
}
