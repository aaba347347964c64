import { describe, expect, it } from "vitest";
import { readRule } from "../../src/define/read.js";
import { WORDS } from "../../src/define/text.js";
import { PLACES, HIGH, LOW } from "../../src/kernels/scalars.js";
import { floatsOf, type Element } from "../../src/numbers.js";
import { generator, seedOf } from "../support.js";
import { drawRule } from "./draw-rule.js";
import { assembled, expectArrays, hard, interpreted, type Given } from "./loops.js";
import { walk } from "./walk.js";

const RULES = 10_000;
const PARTS = 4;

describe(`${RULES} random rules (SEED=${seedOf()})`, () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    "assembled, interpreted and walked as trees have the same bits, also with what is asked for beside: part %i",
    (part) => {
      for (let k = part; k < RULES; k += PARTS) {
        const random = generator(seedOf() * RULES + k);
        const rule = drawRule(random);
        const read = readRule("Random", rule.text, { inputs: rule.inputs, scalars: rule.scalars });
        expect([...read.slots, ...read.inputs, read.moves], rule.text).toEqual([...rule.kept, rule.moves]);
        const other = Math.floor(random() * 32);
        for (const element of [4, 8] as const)
          for (const asked of new Set([0, other])) {
            const given = draw(rule.kept.length, element, random);
            const wanted = walk(rule, asked, element, given);
            expectArrays(
              assembled(read, asked, element, given),
              wanted,
              `assembled ${element} ${asked}:\n${rule.text}`,
            );
            expectArrays(
              interpreted(read, asked, element, given),
              wanted,
              `interpreted ${element} ${asked}:\n${rule.text}`,
            );
          }
      }
    },
  );
});

it("every word and every sign comes up among them", () => {
  const texts = Array.from({ length: 200 }, (_, k) => drawRule(generator(seedOf() * RULES + k)).text).join("\n");
  for (const word of [...Object.keys(WORDS), "all", "const", "let", "return"]) expect(texts).toContain(word);
  for (const sign of ["+", "-", "*", "/", "<", ">"]) expect(texts).toContain(` ${sign} `);
  for (const sign of ["=", "+=", "-=", "*=", "/=", "= p", "zero", ": lanes"]) expect(texts).toContain(sign);
});

/** Arrays p, g, those kept, and the average; scalars of which those of the options are of the usual kind. */
function draw(kept: number, element: Element, random: () => number): Given {
  const arrays = Array.from({ length: kept + 3 }, () => hard(element, random));
  const scalars = new (floatsOf(element))(PLACES).map(() => random() * 4 - 2);
  scalars[HIGH] = random();
  scalars[LOW] = -scalars[HIGH];
  for (let k = 8; k < PLACES; k++) if (random() < 0.1) [scalars[k]] = hard(element, random);
  return { arrays, scalars };
}
