import { call, FUNCTIONS, negative, number, type Called, type Node, type Operation } from "./nodes.js";
import { FormulaError, tokens, type Token } from "./tokens.js";

/** Deeper than this nobody writes, and closures would overflow the stack. */
const DEEPEST = 200;

/**
 * Reads a formula of x and y: `+ - * / ^`, parentheses, `pi`, `e`, the functions of nodes.ts, and products without a sign,
 * `2x`. Throws a FormulaError that says where reading stopped.
 */
export function parse(text: string): Node {
  return whole(new Reader(tokens(text)));
}

/** Reads a model: a formula of x, in which every other name is a parameter. */
export function parseModel(text: string): Node {
  return whole(new Reader(tokens(text, true), true));
}

/** What stands for one of several in a formula of a rule: names, and what `bias(…, …)` is called with, told by its place. */
export interface OfRule {
  readonly names: readonly string[];
  /** The arguments of each call, by the name of the variable that stands for it. */
  readonly calls: Map<string, readonly [Node, Node]>;
}

/** Reads a number of a rule: a formula of these names, with `bias(beta, t)`. */
export function parseScalar(text: string, of: OfRule): Node {
  return whole(new Reader(tokens(text, true), false, of));
}

function whole(reader: Reader): Node {
  const node = reader.sum();
  reader.end();
  return node;
}

class Reader {
  #at = 0;
  #depth = 0;
  readonly #tokens: readonly Token[];
  readonly #ofModel: boolean;
  readonly #ofRule: OfRule | undefined;

  constructor(read: readonly Token[], ofModel = false, ofRule?: OfRule) {
    this.#tokens = read;
    this.#ofModel = ofModel;
    this.#ofRule = ofRule;
  }

  sum(): Node {
    if (++this.#depth > DEEPEST) throw new FormulaError("deep", this.#now.at);
    let node = this.#product();
    for (let sign = this.#take("+", "-"); sign; sign = this.#take("+", "-"))
      node = { kind: sign.text as Operation, left: node, right: this.#product() };
    this.#depth--;
    return node;
  }

  end(): void {
    if (this.#now.kind !== "end") throw new FormulaError("unexpected", this.#now.at, this.#now.text);
  }

  #product(): Node {
    let node = this.#signed();
    for (;;) {
      const sign = this.#take("*", "/");
      if (sign) node = { kind: sign.text as Operation, left: node, right: this.#signed() };
      else if (this.#now.kind === "number" || this.#now.kind === "name" || this.#now.text === "(")
        node = { kind: "*", left: node, right: this.#power() };
      else return node;
    }
  }

  #signed(): Node {
    const sign = this.#take("-", "+");
    if (sign === undefined) return this.#power();
    if (++this.#depth > DEEPEST) throw new FormulaError("deep", sign.at);
    const of = this.#signed();
    this.#depth--;
    return sign.text === "-" ? negative(of) : of;
  }

  /** Binds from the right, and before a sign: −x^2 is −(x^2). */
  #power(): Node {
    const base = this.#atom();
    if (!this.#take("^")) return base;
    return { kind: "^", left: base, right: this.#signed() };
  }

  #atom(): Node {
    const token = this.#now;
    this.#at++;
    if (token.kind === "number") return number(Number(token.text));
    if (token.kind === "name") return this.#named(token);
    if (token.text !== "(") throw new FormulaError(token.kind === "end" ? "end" : "unexpected", token.at, token.text);
    return this.#closed(this.sum());
  }

  #named(token: Token): Node {
    if (this.#ofRule) return this.#scalar(token, this.#ofRule);
    const { at } = token;
    const known = token.text.toLowerCase();
    const text = Object.hasOwn(FUNCTIONS, known) ? known : token.text;
    if (this.#ofModel) {
      if (known === "y") throw new FormulaError("observed", at, text);
      if (!["x", "pi", "e", ...Object.keys(FUNCTIONS)].includes(text)) return this.#parameter(text, at);
    }
    if (text === "x" || text === "y") return { kind: "variable", name: text };
    if (text === "pi") return number(Math.PI);
    if (text === "e") return number(Math.E);
    if (!Object.hasOwn(FUNCTIONS, text)) throw new FormulaError("unknown", at, text);
    if (!this.#take("(")) throw new FormulaError("call", at, text);
    return call(text as Called, this.#closed(this.sum()));
  }

  /** Letters before a parenthesis are rather a function that there is not than a factor. */
  #parameter(name: string, at: number): Node {
    if (this.#now.text === "(" && /^[a-z]{2,}$/i.test(name)) throw new FormulaError("noFunction", at, name);
    return { kind: "variable", name };
  }

  #scalar({ text, at }: Token, { names, calls }: OfRule): Node {
    if (names.includes(text)) return { kind: "variable", name: text };
    if (text === "pi") return number(Math.PI);
    if (text !== "bias" && !Object.hasOwn(FUNCTIONS, text)) throw new FormulaError("unknownScalar", at, text);
    if (!this.#take("(")) throw new FormulaError("call", at, text);
    const first = this.sum();
    if (text !== "bias") return call(text as Called, this.#closed(first));
    if (!this.#take(",")) throw new FormulaError("unexpected", this.#now.at, this.#now.text || ")");
    const name = `bias ${calls.size}`;
    calls.set(name, [first, this.#closed(this.sum())]);
    return { kind: "variable", name };
  }

  #closed(node: Node): Node {
    if (!this.#take(")")) throw new FormulaError("unclosed", this.#now.at, this.#now.text);
    return node;
  }

  #take(...signs: string[]): Token | undefined {
    const token = this.#now;
    if (token.kind !== "sign" || !signs.includes(token.text)) return undefined;
    this.#at++;
    return token;
  }

  get #now(): Token {
    return this.#tokens[this.#at];
  }
}
