// Reads a rule with AssemblyScript's own parser and refuses, with file and line, what no loop can be written for.
import {
  CommonFlags,
  DiagnosticCategory,
  NodeKind,
  ParameterKind,
  Parser,
  Token,
} from "assemblyscript/dist/assemblyscript.js";
import { Names } from "./names.mjs";

/** The words of `assembly/lanes.ts`, with how many arguments they take. */
export const WORDS = { all: 1, sqrt: 1, abs: 1, sign: 1, min: 2, max: 2, select: 3 };

export const SIGNS = {
  [Token.Plus]: "+",
  [Token.Minus]: "-",
  [Token.Asterisk]: "*",
  [Token.Slash]: "/",
  [Token.LessThan]: "<",
  [Token.GreaterThan]: ">",
  [Token.Plus_Equals]: "+",
  [Token.Minus_Equals]: "-",
  [Token.Asterisk_Equals]: "*",
  [Token.Slash_Equals]: "/",
};
const MATHS = new Set("+-*/");
/** A number that both compilers read alike. */
const NUMBER = /^(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d{1,3})?$/;

export class RuleError extends Error {}

/**
 * What a rule says: its name, the scalars it takes, the slots it keeps (what its body assigns), the statements of its
 * body and what it returns, which is a step or, where it `moves` p itself, the new p. `text(node)` is a node as written.
 * There is room for so many scalars.
 */
export function readRule(file, source, room = Infinity) {
  const {
    declarations: [rule, more],
    text,
    fail,
  } = parse(file, source);
  if (!isFunction(rule)) fail(rule ?? 1, "a rule is one exported function");
  if (more) fail(more, "a rule is one function and nothing else");
  const name = rule.name.text;
  const expected = file.replace(/^.*\/|\.ts$/g, "").replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  if (name !== expected) fail(rule, `the rule is called ${name}, its file wants ${expected}`);

  const names = new Names(Object.keys(WORDS), fail);
  readParameters(rule, names, text, fail);
  const [statements, last] = [rule.body.statements.slice(0, -1), rule.body.statements.at(-1)];
  const body = readBody(statements, last ?? rule, names, text, fail);
  const { slots, scalars } = names.parameters(body.into);
  if (scalars.length === 0) fail(rule, "a rule takes a scalar at least, its rate");
  if (scalars.length > room) fail(rule, `${scalars.length} scalars, there is room for ${room}`);
  const moves = rule.signature.parameters[1]?.name.text === "p";
  return {
    file,
    name,
    slots,
    scalars,
    statements,
    result: last.value,
    text,
    divides: body.divides,
    signs: body.signs,
    moves,
  };
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

function parse(file, source) {
  const parser = new Parser();
  parser.parseFile(source, file, true);
  // An end that is missing is missed at the last line that says anything.
  const most = source.trimEnd().split("\n").length;
  const lineOf = (at) => Math.min(most, source.slice(0, at).split("\n").length);
  const fail = (at, what) => {
    throw new RuleError(`${file}:${typeof at === "number" ? at : lineOf(at.range.start)}: ${what}`);
  };
  const problem = parser.diagnostics.find(({ category }) => category === DiagnosticCategory.Error);
  if (problem) fail(problem.range ? lineOf(problem.range.start) : 1, problem.message);
  const text = ({ range }) => source.slice(range.start, range.end);
  return { declarations: parser.sources[0].statements, text, fail };
}

function isFunction(node) {
  if (node?.kind !== NodeKind.FunctionDeclaration) return false;
  return (node.flags & CommonFlags.Export) !== 0 && node.body?.kind === NodeKind.Block;
}

function readParameters(rule, names, text, fail) {
  const { parameters, returnType, explicitThisType } = rule.signature;
  if (rule.typeParameters || rule.decorators || explicitThisType) fail(rule, "a rule is a plain function of lanes");
  for (const [k, parameter] of parameters.entries()) {
    const { text: name } = parameter.name;
    if (name === "p" && k !== 1) fail(parameter, "p stands second, after g");
    if (text(parameter.type) !== "lanes") fail(parameter, `${name} must be lanes`);
    const plain = parameter.parameterKind === ParameterKind.Default && !parameter.initializer;
    if (!plain) fail(parameter, `${name} must be given`);
    names.declare(parameter.name, { parameter: true });
  }
  if (parameters[0]?.name.text !== "g") fail(rule, "a rule's first parameter is g, the gradient");
  if (text(returnType) !== "lanes")
    fail(rule, "a rule returns lanes, what is added to the parameter or, of a rule that takes p, what p becomes");
}

/** The parameters whose values go into what is returned, and whether the rule divides or takes a root. */
function readBody(statements, last, names, text, fail) {
  const read = reader(names, text, fail);
  for (const statement of statements) {
    const { kind, expression } = statement;
    if (kind === NodeKind.Variable) declaration(statement);
    else if (kind === NodeKind.Expression && isAssignment(expression)) assignment(expression);
    else fail(statement, `${firstLine(text(statement))}: a rule declares, assigns, and returns once, at its end`);
  }
  if (last.kind !== NodeKind.Return || !last.value) fail(last, "a rule ends with a return of its step");
  const into = new Set();
  read.number(last.value, into);
  return { into, divides: read.divides(), signs: read.signs() };

  function declaration(statement) {
    for (const { name, type, initializer } of statement.declarations) {
      if (!initializer) fail(name, `${name.text} needs a value`);
      if (type && text(type) !== "lanes") fail(name, `${name.text} must be lanes`);
      const from = new Set();
      const compares = read.value(initializer, from);
      names.declare(name, { from, compares, constant: text(statement).startsWith("const") });
    }
  }

  function assignment({ left, right, operator }) {
    if (left.kind !== NodeKind.Identifier) fail(left, `${text(left)} is no name to assign`);
    const from = new Set();
    names.requireAssignable(left);
    if (isCompound(operator)) read.number(left, from);
    read.number(right, from);
    read.operator(operator);
    names.assign(left, from);
  }
}

/** Reads expressions; the parameters that a value is made of are added to `into`. */
function reader(names, text, fail) {
  let divides = false;
  let signs = false;
  const wrong = (node) => fail(node, `${text(node)}: a rule has + - * / < > and no other signs`);

  /** True of a comparison. */
  const value = (node, into) => {
    switch (node.kind) {
      case NodeKind.Identifier:
        return node.text === "zero" ? false : names.read(node, into);
      case NodeKind.Parenthesized:
        return value(node.expression, into);
      case NodeKind.UnaryPrefix:
        if (node.operator !== Token.Minus) wrong(node);
        number(node.operand, into);
        return false;
      case NodeKind.Binary:
        if (isAssignment(node)) fail(node, `${text(node)}: an assignment is a statement of its own`);
        if (!SIGNS[node.operator]) wrong(node);
        number(node.left, into);
        number(node.right, into);
        operator(node.operator);
        return !isMaths(node.operator);
      case NodeKind.Call:
        word(node, into);
        return false;
      case NodeKind.Literal:
        return fail(node, `${text(node)}: a number is written all(${text(node)})`);
      case NodeKind.UnaryPostfix:
        return wrong(node);
      default:
        return fail(node, `${text(node)}: a rule has names, numbers as all(…), words and + - * / < >`);
    }
  };

  const number = (node, into) => {
    if (value(node, into)) fail(node, `${text(node)} is a comparison: select alone takes one, as its first`);
  };

  const word = (node, into) => {
    const name = text(node.expression);
    if (!Object.hasOwn(WORDS, name)) fail(node, `unknown word ${name}: a rule has ${Object.keys(WORDS).join(", ")}`);
    if (node.typeArguments) fail(node, `${text(node)}: a word takes no types`);
    if (node.args.length !== WORDS[name]) fail(node, `${name} takes ${WORDS[name]}, got ${node.args.length}`);
    if (name === "sqrt") divides = true;
    if (name === "sign") signs = true;
    const [first] = node.args;
    if (name === "all") {
      if (!NUMBER.test(text(first))) fail(node, "all takes a number as written: all(0.5)");
    } else if (name === "select") {
      if (!value(first, into)) fail(first, `${text(first)}: select takes a comparison first: select(a > b, a, b)`);
      for (const each of node.args.slice(1)) number(each, into);
    } else for (const each of node.args) number(each, into);
  };

  const operator = (token) => {
    if (SIGNS[token] === "/") divides = true;
  };

  return { value, number, operator, divides: () => divides, signs: () => signs };
}

function firstLine(some) {
  return some.replace(/\n[^]*$/, " …");
}
