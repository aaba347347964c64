/** What has a gradient at each step: names by letters, of which small ones are there without a gradient. */
export type Course = readonly string[];

const times = (count: number, names: string): string[] => Array.from({ length: count }, () => names);

export const courses: Readonly<Record<string, Course>> = {
  "all at every step": times(14, "ABC"),
  "one frozen, then the other": [...times(3, "AB"), ...times(4, "Ab"), ...times(4, "aB"), ...times(3, "AB")],
  "one joins late, then another": [...times(4, "A"), ...times(5, "AB"), ...times(5, "CAB")],
  "one is known without a gradient before it joins": [...times(5, "Ab"), ...times(6, "AB")],
  "two models in turn, one after the other": [...times(8, "A"), ...times(4, "B")],
  "two models in turn, step by step": ["A", "B", "A", "B", "A", "B", "A", "CB", "A", "CB"],
  "the first by name leaves and comes back": [...times(4, "ABC"), ...times(4, "BC"), ...times(4, "aBC"), "ABC", "ABC"],
};

/** Where the models begin: a bowl around 0 is far enough away for the estimate to grow in each of them. */
export const begin = (): Record<string, number[]> => ({
  A: [0.9, -0.4, 1.1, 0.2, -0.7],
  B: [-1.3, 0.6, 0.8],
  C: [1.7],
});

/** The names of a step: those with gradients, and all. */
export function namesOf(step: string): { moving: string[]; all: string[] } {
  const all = [...step].map((name) => name.toUpperCase());
  return { moving: [...step].filter((name) => name === name.toUpperCase()), all };
}
