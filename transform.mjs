// An AssemblyScript transform: gives + − * / < > and the sign to vectors. The compiler looks operators up in the
// standard library's class V128, which is empty (assemblyscript 0.28.20). The entry's folder, f32 or f64, names the
// type of a lane.
import { NodeKind, Parser, SourceKind } from "assemblyscript/dist/assemblyscript.js";
import { Transform } from "assemblyscript/dist/transform.js";

const LIBRARY = "~lib/vector.ts";

export default class Operators extends Transform {
  afterParse(parser) {
    const entry = parser.sources.find(
      ({ sourceKind, normalizedPath }) => sourceKind === SourceKind.UserEntry && !normalizedPath.startsWith("~lib/"),
    );
    const vector = parser.sources.find(({ normalizedPath }) => normalizedPath === LIBRARY);
    // Of its own parser, under the library's path: what stands there is known everywhere.
    const own = new Parser(parser.diagnostics);
    own.parseFile(operators(/(^|\/)f64\//.test(entry.normalizedPath) ? "f64" : "f32"), LIBRARY, true);
    for (const statement of own.sources[0].statements) {
      if (statement.kind !== NodeKind.ClassDeclaration) vector.statements.push(statement);
      else vector.statements.find(({ kind }) => kind === NodeKind.ClassDeclaration).members.push(...statement.members);
    }
  }
}

const BINARY = { "+": "add", "-": "sub", "*": "mul", "/": "div", "<": "lt", ">": "gt" };

function operators(float) {
  const binary = Object.entries(BINARY).map(
    ([sign, name]) => `@operator("${sign}") static ${name}(a: v128, b: v128): v128 { return v128.${name}<${float}>(a, b); }`,
  );
  return `
    export type float = ${float};
    export type lanes = v128;
    export abstract class V128 {
      ${binary.join("\n")}
      @operator.prefix("-") static neg(a: v128): v128 { return v128.neg<${float}>(a); }
    }`;
}
