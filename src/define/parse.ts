import { meant } from "./meant.js";
import { WORDS, type Body, type Expression, type Fail, type Name, type Place, type Statement } from "./text.js";
import { tokensOf, type Token } from "./tokens.js";

/** A number that every compiler reads alike. */
const NUMBER = /^(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d{1,3})?$/;
const SIGNS = ["<>", "+-", "*/"];
const FORM = "a rule declares, assigns, and returns once, at its end";

/** Reads a rule's body: declarations and assignments, line by line, then what it returns. */
export function parse(text: string, fail: Fail): Body {
  const tokens = tokensOf(text, fail);
  let next = 0;

  const statements: Statement[] = [];
  let result: Expression | undefined;
  while (peek().text !== "") {
    if (taken(";")) continue;
    if (result !== undefined) fail(peek(), `${shown(peek())} stands after the return: ${FORM}`);
    if (taken("return")) {
      if (peek().text === "" || peek().text === ";") fail(peek(), "a rule returns a value, its step");
      result = comparison();
      close();
    } else statement();
  }
  return { statements, result };

  function statement(): void {
    const begin = peek();
    const declares = taken("const") ? "const" : taken("let") ? "let" : undefined;
    do {
      const to = name();
      if (declares && taken(":")) expect("lanes");
      const sign = peek();
      next++;
      if (sign.text !== "=" && (declares || !/^[-+*/]=$/.test(sign.text)))
        fail(declares ? to : begin, declares ? `${to.name} needs a value` : unfit(begin, sign));
      let value = comparison();
      const { at } = begin;
      const { end } = value;
      if (sign.text !== "=")
        value = { kind: "operation", of: sign.text[0] as "+", args: [{ ...to }, value], at: to.at, end };
      statements.push({ declares, to, value, at, end });
    } while (declares && taken(","));
    close();
  }

  /** What is no statement: a call, a condition, a sum that goes nowhere. */
  function unfit(begin: Token, sign: Token): string {
    if (/^[-+*/<>]$/.test(sign.text) || sign.text === ";" || sign.text === "" || sign.first)
      return `what ${begin.text} gives goes nowhere: ${FORM}`;
    return `${shown(begin)} ${shown(sign)}: ${FORM}`;
  }

  function close(): void {
    const { text: found, first } = peek();
    if (found === "" || found === ";" || first) return;
    if (/^([-+*/]?=|\+\+|--)$/.test(found))
      fail(peek(), `${found} inside an expression: an assignment is a statement of its own`);
    wrong(peek());
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
    const { at } = peek();
    if (!taken("-")) return primary();
    const value = unary();
    return { kind: "operation", of: "negate", args: [value], at, end: value.end };
  }

  function primary(): Expression {
    const token = peek();
    const { at } = token;
    if (taken("(")) {
      const { end: _, ...inner } = comparison();
      return { ...inner, at, end: expect(")") } as Expression;
    }
    if (/^\.?\d/.test(token.text)) fail(token, `a number is written all(${token.text})`);
    if (token.text === "") fail(token, "the rule ends in the middle of an expression");
    const { name: word, end } = name();
    if (peek().text === "." || /^(Math|pow|exp|log|sin|cos|tanh?|cbrt|hypot)$/.test(word))
      fail(token, `${word} is not the same on every engine: compute it in scalars`);
    if (word === "zero") return { kind: "constant", value: 0, at, end };
    if (!taken("(")) return { kind: "name", name: word, at, end };
    if (word === "all") return { kind: "constant", value: number(), at, end: expect(")") };
    if (!Object.hasOwn(WORDS, word))
      fail(
        token,
        `unknown word ${word}: a rule has all, ${Object.keys(WORDS).join(", ")}${meant(word, Object.keys(WORDS))}`,
      );
    const args: Expression[] = [];
    while (peek().text !== ")" && peek().text !== "") {
      args.push(comparison());
      if (!taken(",")) break;
    }
    const place = { at, end: expect(")") };
    const of = word as keyof typeof WORDS;
    if (args.length !== WORDS[of]) fail(place, `${of} takes ${WORDS[of]}, got ${args.length}`);
    return { kind: "operation", of, args, ...place };
  }

  function number(): number {
    const token = tokens[next++];
    if (!NUMBER.test(token.text)) fail(token, "all takes a number as written: all(0.5)");
    return Number(token.text);
  }

  function name(): Name {
    const { text: word, at, end } = peek();
    if (!/^[\p{L}_$]/u.test(word)) wrong(peek());
    next++;
    return { kind: "name", name: word, at, end };
  }

  function wrong(token: Token): never {
    const { text: found } = token;
    if (found === "?" || found === ":" || found === "&&" || found === "||")
      fail(token, `${found}: what depends on a comparison is written select(a < b, x, y)`);
    if (found === "**")
      fail(token, "** is not the same on every engine: a square is x * x, a power of a scalar is computed in scalars");
    if (/^[)(,]$/.test(found) || /^[\p{L}\d]/u.test(found)) fail(token, `unexpected ${shown(token)}`);
    return fail(token, `${shown(token)}: a rule has + - * / < > and no other signs`);
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
    const { end } = peek();
    if (!taken(word)) fail(peek(), `${word} is missing before ${shown(peek())}`);
    return end;
  }
}

function shown({ text }: { text: string } & Place): string {
  return text === "" ? "the end" : text;
}
