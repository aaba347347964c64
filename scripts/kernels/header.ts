import type { Fail, Name } from "../../src/define/text.js";
import { tokensOf, type Token } from "../../src/define/tokens.js";

/** What stands around a rule's body in its file: `export function name(g: lanes, …): lanes { … }`. */
export interface Header {
  readonly name: Name;
  readonly parameters: readonly Name[];
  /** Where the body begins, after its brace, and ends, before the other. */
  readonly begin: number;
  readonly end: number;
}

export function readHeader(source: string, fail: Fail, returns: "lanes" | "sums" = "lanes"): Header {
  const tokens = tokensOf(source, fail);
  let next = 0;
  if (is("@")) fail(peek(), "a rule is a plain function of lanes, without decorators");
  if (!taken("export") || !taken("function")) fail(tokens[0], "a rule is one exported function");
  const name = nameOf(tokens[next++]);
  if (is("<")) fail(peek(), "a rule is a plain function of lanes, without types of its own");
  expect("(");
  const parameters: Name[] = [];
  while (!taken(")")) {
    parameters.push(parameter());
    if (!is(")")) expect(",");
  }
  const [first] = parameters;
  if (first?.name !== "g") fail(first ?? name, "a rule's first parameter is g, the gradient");
  if (!taken(":") || !taken(returns))
    fail(
      name,
      returns === "sums"
        ? "the first of two phases returns sums"
        : "a rule returns lanes, what is added to the parameter or, of a rule that takes p, what p becomes",
    );
  const { end: begin } = peek();
  if (!taken("{")) fail(name, "a rule is one exported function, with its body");
  let depth = 1;
  for (; depth > 0; next++) {
    if (is("")) fail(peek(), "} is missing before the end");
    if (is("{")) depth++;
    if (is("}")) depth--;
  }
  if (!is("")) fail(peek(), "a rule is one function and nothing else");
  return { name, parameters, begin, end: tokens[next - 1].at };

  function parameter(): Name {
    const rest = is(".");
    while (taken("."));
    const found = nameOf(tokens[next++]);
    const { name: called } = found;
    if (rest || is("?")) fail(found, `${called} must be given`);
    if (!taken(":") || !taken("lanes")) fail(found, `${called} must be lanes`);
    if (is("=")) fail(found, `${called} must be given`);
    if (parameters.some((each) => each.name === called)) fail(found, `the name ${called} is taken`);
    if (called === "p" && parameters.length !== 1) fail(found, "p stands second, after g");
    return found;
  }

  function nameOf({ text, at, end }: Token): Name {
    if (!/^[\p{L}_$]/u.test(text)) fail({ at, end }, `a name is missing before ${text === "" ? "the end" : text}`);
    return { kind: "name", name: text, at, end };
  }

  function peek(): Token {
    return tokens[next];
  }

  function is(text: string): boolean {
    return peek().text === text;
  }

  function taken(text: string): boolean {
    if (!is(text)) return false;
    next++;
    return true;
  }

  function expect(text: string): void {
    if (!taken(text)) fail(peek(), `${text} is missing before ${is("") ? "the end" : "%"}`);
  }
}
