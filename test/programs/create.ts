import * as library from "../../src/index.js";
import { Model } from "./model.js";
import { MATCHES, type Program, type Recipe, type Recipes } from "./program.js";
import { rules } from "./rules.js";
import { Held, Settings, SHARED, WHOLE, type Given, type Setting } from "./settings.js";
import { show } from "./show.js";

export interface Made {
  readonly optimizer: library.Optimizer;
  readonly model: Model;
  /** In JavaScript. */
  readonly line: string;
}

/** The optimizer of a program, some of its options otherwise, and the model of it; `held` takes schedules with a state. */
export function create({ title, options, groups, backend }: Program, other: Recipes, held: Held[]): Made {
  // What looks ahead keeps its momentum.
  const { momentum: _, dampening: __, ...rest } = other;
  const recipes = { ...options, ...(options.nesterov === true ? rest : other) };
  const base = givenOf(recipes, held);
  const parts = groups.map((group) => ({
    match: MATCHES[group.match],
    ...(group.optional ? { optional: true } : {}),
    ...givenOf(group.options, held),
  }));
  const place = parts.length > 0 ? { backend, groups: parts } : { backend };
  const rule = rules.find((each) => each.title === title) as Model["rule"];
  const own = groups.map((group) => ({
    matches: matcher(MATCHES[group.match]),
    optional: group.optional,
    own: givenOf(group.options, held),
  }));
  const settings = new Settings({ ...rule.defaults, ...SHARED, ...WHOLE }, givenOf(recipes, held), own);
  const classes = library as unknown as Record<string, new (options: object) => library.Optimizer>;
  const shown = groups.map(({ match, optional, options: its }) => ({ match: MATCHES[match], optional, ...its }));
  return {
    optimizer: new classes[title]({ ...base, ...place }),
    model: new Model(rule, settings),
    line: `optimizer = new ${title}(${show({ ...recipes, backend, ...(parts.length > 0 ? { groups: shown } : {}) })});`,
  };
}

export function givenOf(recipes: Recipes, held: Held[]): Given {
  return Object.fromEntries(Object.entries(recipes).map(([name, recipe]) => [name, settingOf(recipe, held)]));
}

export function settingOf(recipe: Recipe, held: Held[]): Setting {
  if (typeof recipe !== "object") return recipe;
  if ("falls" in recipe) return (iteration) => recipe.falls / (1 + iteration);
  const schedule = new Held(recipe.held);
  held.push(schedule);
  return schedule;
}

function matcher(match: (typeof MATCHES)[number]): (name: string) => boolean {
  if (typeof match === "function") return match;
  return (name) => (match instanceof RegExp ? name.search(match) >= 0 : match.includes(name));
}
