/** A node of AssemblyScript's parser. */
export interface Node {
  readonly kind: number;
}

/** What a rule says. */
export interface RuleText {
  readonly file: string;
  readonly name: string;
  readonly slots: readonly string[];
  readonly scalars: readonly string[];
  readonly statements: readonly Node[];
  readonly result: Node;
  readonly divides: boolean;
  readonly signs: boolean;
  readonly moves: boolean;
  text(node: Node): string;
}

export class RuleError extends Error {}
export const WORDS: Readonly<Record<string, number>>;
export function readRule(file: string, source: string, room?: number): RuleText;
