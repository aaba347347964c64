import { writeHyperparameters } from "../checkpoint/hyperparameters.js";
import { internalsOf, type Internals } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { complain, describe, listed } from "../options/messages.js";

/** A class of this library, as far as it is made here. */
export type OptimizerMaker = new (options?: never) => Optimizer<never>;

/** What a saved model has of an optimizer: its options, and the names of those that JSON cannot hold. */
export interface TfConfig {
  [option: string]: number | string | boolean | null | TfConfig | (number | string)[];
}

const NOT_SAVED = "notSaved";

/** The options of an optimizer as plain data. Schedules and groups are named only. */
export function writeConfig({ hyper }: Internals): TfConfig {
  const config: TfConfig = {};
  const notSaved: string[] = [];
  for (const [name, value] of Object.entries(writeHyperparameters(hyper).options[0])) {
    if (value === null) notSaved.push(name);
    else if (value !== "none") config[name] = value as TfConfig[string];
  }
  if (hyper.specs.length > 1) notSaved.push("groups");
  if (notSaved.length > 0) config[NOT_SAVED] = notSaved;
  return config;
}

/** How the optimizers of a class are made again when a model is loaded. */
export interface Maker {
  readonly title: string;
  readonly Class: OptimizerMaker;
  /** The caller's own way, which may add what is not saved. */
  readonly make: ((options: never) => unknown) | undefined;
}

/** Makes an optimizer of a config again. Throws where something is missing. */
export function fromConfig({ title, Class, make }: Maker, config: unknown): Optimizer {
  const { customObjects: _, [NOT_SAVED]: notSaved, ...options } = Object(config) as Record<string, unknown>;
  if (make === undefined && notSaved !== undefined)
    throw new TypeError(
      `${title} was saved with ${listed(notSaved as string[])}, which JSON cannot hold: ` +
        `call tfOptimizer.register(tf, ${title}, (options) => new ${title}({ ...options, … })) before loading`,
    );
  const made = (make === undefined ? new Class(options as never) : make(options as never)) as Optimizer;
  const its = internalsOf("tfOptimizer.register", made).title;
  if (its !== title) complain("what the function given to tfOptimizer.register makes", `of class ${title}`, its);
  return made;
}

/** The name of a class of this library. Throws for anything else. */
export function titleOf(Given: unknown): string {
  if (typeof Given !== "function")
    return complain("the class given to tfOptimizer.register", "one of optim-wasm", Given);
  let made: unknown;
  try {
    made = new (Given as OptimizerMaker)();
  } catch (cause) {
    throw new TypeError(`the class given to tfOptimizer.register must be one of optim-wasm, got ${describe(Given)}`, {
      cause,
    });
  }
  return internalsOf("tfOptimizer.register", made as Optimizer).title;
}
