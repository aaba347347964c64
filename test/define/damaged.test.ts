import { describe, expect, it } from "vitest";
import { readRule, RuleError, type RuleText } from "../../src/define/read.js";
import type { Expression } from "../../src/define/text.js";
import { readRule as readForBuild, type RuleFile as Built } from "../../scripts/kernels/rule.js";
import { PLACES } from "../../src/kernels/scalars.js";
import { floatsOf, type Element, type Floats } from "../../src/numbers.js";
import { writtenKernels } from "../probe.js";
import { generator, seedOf } from "../support.js";
import { assembled, COUNT, expectArrays, hard, interpreted, onHeap, type Given } from "./loops.js";
import { ruleFiles } from "./rule-files.js";
import { walk, type Tree, type Walked } from "./walk.js";

const TEXTS = 10_000;
const PARTS = 4;
/** What a text is damaged by: letters, signs and words of a rule, of JavaScript, and of neither. */
const PIECES = [
  ..."+-*/<>=(),;.:?!%&|^~@#\\'\"`{}[]_ \n\t09ezZpg",
  ..."** == => ++ && // /* */ 1e999 all( zero select( Math.pow sqrt pow( function Infinity NaN".split(" "),
  ..."constructor __proto__ é 𝒙 return const let".split(" "),
  "return ",
  "const ",
  "let ",
  "\u00a0",
  "\u2028",
] as const;

describe(`${TEXTS} damaged texts of the catalog's rules (SEED=${seedOf()})`, () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    "are refused with their place, or read as what they say: part %i",
    async (part) => {
      let taken = 0;
      let other = 0;
      for (let k = part; k < TEXTS; k += PARTS) {
        const random = generator(seedOf() * TEXTS + k);
        const { body, scalars } = ruleFiles[k % ruleFiles.length];
        const text = damaged(body, random);
        const read = readOrRefuse(text, scalars);
        if (!read) continue;
        taken++;
        if (text !== body) other++;
        const kept = [...read.slots, ...read.inputs];
        const element = random() < 0.5 ? 4 : 8;
        const given: Given = {
          arrays: Array.from({ length: kept.length + 3 }, () => hard(element, random)),
          scalars: new (floatsOf(element))(PLACES).map(() => random() * 4 - 2),
        };
        const wanted = walk(treesOf(read), 0, element, given);
        expectArrays(assembled(read, 0, element, given), wanted, `assembled: ${text}`);
        expectArrays(interpreted(read, 0, element, given), wanted, `interpreted: ${text}`);
        const built = buildOf(read, text);
        if (built) expectArrays(await ranByBuild(built, read, element, given), wanted, `built: ${text}`);
      }
      // Where most were refused, or taken as they were, little would have been tried.
      expect(taken).toBeGreaterThan(TEXTS / PARTS / 20);
      expect(other).toBeGreaterThan(TEXTS / PARTS / 20);
    },
  );
});

function damaged(body: string, random: () => number): string {
  const below = (n: number): number => Math.floor(random() * n);
  let text = body;
  for (let edits = 1 + below(3); edits > 0; edits--) {
    const at = below(text.length + 1);
    const tokens = [...text.matchAll(/[\w.]+|[^\s\w]/g)];
    const [a, b] = [tokens[below(tokens.length)], tokens[below(tokens.length)]];
    const names = [...text.matchAll(/[a-z]\w*/gi)];
    const [one, another] = [names[below(names.length)], names[below(names.length)]];
    const replaced = (token: RegExpExecArray | undefined, by: string): string =>
      token ? text.slice(0, token.index) + by + text.slice(token.index + token[0].length) : text;
    const edit = [
      () => text.slice(0, at) + text.slice(at + 1 + below(3)),
      () => text.slice(0, at) + PIECES[below(PIECES.length)] + text.slice(at),
      () =>
        text.slice(0, at) +
        text
          .slice(at, at + 2)
          .split("")
          .toReversed()
          .join("") +
        text.slice(at + 2),
      () => replaced(a, ""),
      () => replaced(a, a ? `${a[0]} ${a[0]}` : ""),
      () => replaced(a, b ? b[0] : ""),
      () => replaced(one, another ? another[0] : ""),
      () => text.slice(0, at),
    ];
    // A text that ends early is refused at once.
    text = edit[random() < 0.03 ? 7 : below(7)]();
  }
  return text;
}

/** The rule; none where it is refused as it should be. */
function readOrRefuse(text: string, scalars: readonly string[]): RuleText | undefined {
  try {
    return readRule("Damaged", text, { inputs: [], scalars });
  } catch (error) {
    const { name, message } = error as Error;
    if (!(error instanceof RuleError)) {
      expect([name, message.slice(0, 9), text], message).toEqual(["TypeError", "Damaged: ", text]);
      return undefined;
    }
    const { line, column } = error;
    const lines = text.split("\n");
    const [first, shown, caret] = message.split(/\n {2}/);
    expect(first).toMatch(new RegExp(`^Damaged's rule, line ${line}, column ${column}: .`));
    expect(lines[line - 1], message).toBe(shown);
    expect(caret, message).toBe(`${shown.slice(0, column - 1).replaceAll(/\S/g, " ")}^`);
    expect(column).toBeGreaterThan(0);
    expect(column).toBeLessThanOrEqual(lines[line - 1].length + 1);
    return undefined;
  }
}

function treesOf({ slots, inputs, scalars, statements, result, moves }: RuleText): Walked {
  return {
    kept: [...slots, ...inputs],
    scalars,
    statements: statements.map(({ to, value }) => ({ to: to.name, value: treeOf(value) })),
    result: treeOf(result as Expression),
    moves,
  };
}

function treeOf(of: Expression): Tree {
  if (of.kind === "name") return of.name;
  return of.kind === "constant" ? of.value : { of: of.of, args: of.args.map(treeOf) };
}

/** What the build writes its loops of; none where a name is a word of a language that it writes. */
function buildOf({ slots, scalars, moves }: RuleText, text: string): Built | undefined {
  const names = ["g", ...(moves ? ["p"] : []), ...slots, ...scalars].map((name) => `${name}: lanes`);
  try {
    return readForBuild("assembly/x.ts", `export function x(${names.join(", ")}): lanes {\n${text}\n}\n`);
  } catch (error) {
    expect((error as Error).message, text).toMatch(/is a word of JavaScript or AssemblyScript$/);
    return undefined;
  }
}

/** What the loop leaves in the arrays that the build writes. */
async function ranByBuild(built: Built, { slots }: RuleText, element: Element, given: Given): Promise<Floats[]> {
  const kernels = await writtenKernels(built);
  return onHeap(element, given, (places, heap) => {
    const ranges = [...places.slice(0, slots.length + 2), places[0], COUNT, 0];
    if (element === 4) kernels.single(heap as Float32Array, ...ranges);
    else kernels.double(heap as Float64Array, ...ranges);
  });
}
