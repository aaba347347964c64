import * as library from "./classes.js";
import type {
  BackendName,
  ChoiceSpec,
  FlagSpec,
  NumberSpec,
  Optimizer,
  PairSpec,
  Pool,
  ReadSpec,
  Schedule,
} from "optim-wasm";

export type Spec = NumberSpec | ChoiceSpec<string> | FlagSpec | PairSpec | ReadSpec<number>;
export type Setting = number | string | boolean | readonly [number, number];
export type Options = Readonly<Record<string, Setting>>;
type Given = Readonly<Record<string, Setting | Schedule | Pool | BackendName | undefined>>;

/** An optimizer of the catalog: its name, and the options that are its own, in order. */
export interface Kind {
  readonly title: string;
  readonly specs: Readonly<Record<string, Spec>>;
  create(options?: Given): Optimizer;
}

/** With eval and train, where an optimizer is to be looked at another point than it is trained at. */
export interface Averaging {
  eval(params: object): void;
  train(params: object): void;
}

/** What a class is made of is kept under a symbol that all entries of the package share. */
const INTERNALS = Symbol.for("optim-wasm internals");

/** The option from which on all classes have the same. */
const SHARED = "l2";

const FIRST = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"];

/** Every class whose rule moves each element by itself, those of the notes first. */
export const kinds: readonly Kind[] = kindsOf(library);

function kindsOf(exported: Readonly<Record<string, unknown>>): Kind[] {
  // Some have two names.
  const found = [...new Set(Object.values(exported))].map((value) => kindOf(value as Class));
  const place = (title: string): number => (FIRST.includes(title) ? FIRST.indexOf(title) : FIRST.length);
  return found.toSorted((a, b) => place(a.title) - place(b.title) || a.title.localeCompare(b.title, "en"));
}

type Class = new (options?: Given) => Optimizer;

interface Inside {
  readonly title: string;
  readonly hyper: { readonly specs: readonly Readonly<Record<string, Spec>>[] };
}

function kindOf(Class: Class): Kind {
  const { title, hyper } = (new Class({ backend: "js" }) as unknown as Record<symbol, Inside>)[INTERNALS];
  const all = Object.entries(hyper.specs[0]);
  const own = all.slice(
    0,
    all.findIndex(([name]) => name === SHARED),
  );
  return { title, specs: Object.fromEntries(own), create: (options) => new Class(options) };
}

export function kindNamed(title: string): Kind | undefined {
  return kinds.find((kind) => kind.title === title);
}

export function averages(optimizer: object): optimizer is Averaging {
  return "eval" in optimizer && "train" in optimizer;
}
