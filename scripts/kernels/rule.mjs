// Reads a rule with AssemblyScript's own parser and refuses, with file and line, what no loop can be written for.
import { NodeKind, Parser, Token } from "assemblyscript/dist/assemblyscript.js";

/** The words of `assembly/lanes.ts`, with how many arguments they take. */
const WORDS = { all: 1, sqrt: 1, abs: 1, sign: 1, min: 2, max: 2, select: 3 };
/** Names that the loops around a rule use. */
const TAKEN = new Set(
  "params grads average count scalars slots end i k n x p zero mask scaleBy decayBy keepBy gainBy clipping adding decaying averaging".split(" "),
);

export const SIGNS = {
  [Token.Plus]: "+", [Token.Minus]: "-", [Token.Asterisk]: "*", [Token.Slash]: "/",
  [Token.LessThan]: "<", [Token.GreaterThan]: ">",
  [Token.Plus_Equals]: "+", [Token.Minus_Equals]: "-", [Token.Asterisk_Equals]: "*", [Token.Slash_Equals]: "/",
};
const MATHS = new Set("+-*/");

export class RuleError extends Error {}

/**
 * What a rule says: its name, the scalars it takes, the slots it keeps (what its body assigns), the statements of its
 * body and what it returns. `text(node)` is a node as written.
 */
export function readRule(file, source) {
  const parser = new Parser();
  parser.parseFile(source, file, true);
  const lineOf = (at) => source.slice(0, at).split("\n").length;
  const fail = (at, what) => {
    throw new RuleError(`${file}:${typeof at === "number" ? at : lineOf(at.range.start)}: ${what}`);
  };
  const [problem] = parser.diagnostics;
  if (problem) fail(problem.range ? lineOf(problem.range.start) : 1, problem.message);
  const text = ({ range }) => source.slice(range.start, range.end);

  const [rule, more] = parser.sources[0].statements;
  if (rule?.kind !== NodeKind.FunctionDeclaration) fail(rule ?? 1, "a rule is one exported function");
  if (more) fail(more, "a rule is one function and nothing else");
  const name = rule.name.text;
  const expected = file.replace(/^.*\/|\.ts$/g, "").replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  if (name !== expected) fail(rule, `the rule is called ${name}, its file wants ${expected}`);

  const names = rule.signature.parameters.map((parameter) => {
    if (text(parameter.type) !== "lanes") fail(parameter, `${parameter.name.text} must be lanes`);
    return parameter.name.text;
  });
  if (names[0] !== "g") fail(rule, "a rule's first parameter is g, the gradient");
  if (text(rule.signature.returnType) !== "lanes") fail(rule, "a rule returns lanes, what is added to the parameter");

  const { known, read, assigned } = { known: new Set(names), read: new Set(), assigned: new Set() };
  const use = (node) => {
    switch (node.kind) {
      case NodeKind.Identifier:
        if (node.text === "zero") return;
        if (!known.has(node.text)) fail(node, `unknown name ${node.text}`);
        read.add(node.text);
        return;
      case NodeKind.Parenthesized:
        return use(node.expression);
      case NodeKind.UnaryPrefix:
        if (node.operator !== Token.Minus) fail(node, `${text(node)}: a rule has + - * / < > and no other signs`);
        return use(node.operand);
      case NodeKind.Binary:
        if (!SIGNS[node.operator]) fail(node, `${text(node)}: a rule has + - * / < > and no other signs`);
        use(node.left);
        return use(node.right);
      case NodeKind.Call: {
        const word = text(node.expression);
        const count = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
        if (count === undefined) fail(node, `unknown word ${word}: a rule has ${Object.keys(WORDS).join(", ")}`);
        if (node.args.length !== count) fail(node, `${word} takes ${count}, got ${node.args.length}`);
        if (word !== "all") return node.args.forEach(use);
        if (node.args[0].kind !== NodeKind.Literal) fail(node, "all takes a number as written: all(0.5)");
        return;
      }
      default:
        fail(node, `${text(node)}: a rule has names, numbers as all(…), words and + - * / < >`);
    }
  };
  const declare = (node) => {
    const { text: local } = node;
    if (known.has(local) || TAKEN.has(local) || Object.hasOwn(WORDS, local)) fail(node, `the name ${local} is taken`);
    known.add(local);
  };

  const statements = [...rule.body.statements];
  const last = statements.pop();
  for (const parameter of rule.signature.parameters) {
    if (TAKEN.has(parameter.name.text)) fail(parameter, `the name ${parameter.name.text} is taken`);
  }
  for (const statement of statements) {
    if (statement.kind === NodeKind.Variable) {
      for (const { name: local, initializer } of statement.declarations) {
        if (!initializer) fail(local, `${local.text} needs a value`);
        use(initializer);
        declare(local);
      }
    } else if (statement.kind === NodeKind.Expression && isAssignment(statement.expression)) {
      const { left, right, operator } = statement.expression;
      if (left.kind !== NodeKind.Identifier || !known.has(left.text)) fail(left, `unknown name ${text(left)}`);
      if (operator !== Token.Equals) use(left);
      use(right);
      assigned.add(left.text);
    } else fail(statement, `${text(statement)}: a rule declares, assigns, and returns at its end`);
  }
  if (last?.kind !== NodeKind.Return || !last.value) fail(last ?? rule, "a rule ends with a return");
  use(last.value);

  if (assigned.has("g")) fail(rule, "g is given: a rule does not assign it");
  for (const name of known) if (!read.has(name)) fail(rule, `${name} is never read`);
  const slots = names.filter((each) => assigned.has(each));
  const scalars = names.filter((each) => each !== "g" && !assigned.has(each));
  return { file, name, slots, scalars, statements, result: last.value, text, divides: /\/|\bsqrt\b/.test(text(rule.body)) };
}

export function isAssignment({ kind, operator }) {
  return kind === NodeKind.Binary && (operator === Token.Equals || isCompound(operator));
}

/** `+=` and its like. */
export function isCompound(operator) {
  return [Token.Plus_Equals, Token.Minus_Equals, Token.Asterisk_Equals, Token.Slash_Equals].includes(operator);
}

export function isMaths(operator) {
  return MATHS.has(SIGNS[operator]);
}
