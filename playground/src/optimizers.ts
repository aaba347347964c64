import {
  ADOPT,
  ASGD,
  AdEMAMix,
  AdaBelief,
  AdaDelta,
  AdaGrad,
  Adam,
  AdamW,
  Adamax,
  Adan,
  DAdaptAdamW,
  FTRL,
  LAMB,
  LARS,
  LaProp,
  Lion,
  MARS,
  Momentum,
  NAdam,
  NAdamW,
  Nesterov,
  NovoGrad,
  Prodigy,
  RAdam,
  RMSProp,
  Rprop,
  SGD,
  ScheduleFreeAdamW,
  ScheduleFreeSGD,
  Signum,
  Yogi,
} from "optim-wasm";
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

/** Every class whose rule is of elements, those of the notes first: rules of matrices would be a quarter of the page. */
export const kinds: readonly Kind[] = kindsOf({
  ADOPT,
  ASGD,
  AdEMAMix,
  AdaBelief,
  AdaDelta,
  AdaGrad,
  Adam,
  AdamW,
  Adamax,
  Adan,
  DAdaptAdamW,
  FTRL,
  LAMB,
  LARS,
  LaProp,
  Lion,
  MARS,
  Momentum,
  NAdam,
  NAdamW,
  Nesterov,
  NovoGrad,
  Prodigy,
  RAdam,
  RMSProp,
  Rprop,
  SGD,
  ScheduleFreeAdamW,
  ScheduleFreeSGD,
  Signum,
  Yogi,
});

function kindsOf(exported: Readonly<Record<string, unknown>>): Kind[] {
  const found = new Map<string, Kind>();
  for (const [name, value] of Object.entries(exported)) {
    const kind = /^[A-Z]/.test(name) && typeof value === "function" ? kindOf(value as Class) : undefined;
    if (kind) found.set(kind.title, kind);
  }
  const place = (title: string): number => (FIRST.includes(title) ? FIRST.indexOf(title) : FIRST.length);
  return [...found.values()].toSorted(
    (a, b) => place(a.title) - place(b.title) || a.title.localeCompare(b.title, "en"),
  );
}

type Class = new (options?: Given) => Optimizer;

interface Inside {
  readonly title: string;
  readonly hyper: { readonly specs: readonly Readonly<Record<string, Spec>>[] };
  readonly store: { readonly layout: Layout };
}

/** What there is of a parameter beside its elements. */
interface Layout {
  readonly beside?: {
    lengths(of: { name: string; length: number; element: number }, layout: Layout): Record<string, number>;
  };
}

function kindOf(Class: Class): Kind | undefined {
  if (!(Class.prototype instanceof Object && "currentLr" in Class.prototype)) return undefined;
  const { title, hyper, store } = (new Class({ backend: "js" }) as unknown as Record<symbol, Inside>)[INTERNALS];
  if (isOfMatrices(store.layout)) return undefined;
  // What is without a limit, or made of another option, until it is given has no place on a slider.
  const all = Object.entries(hyper.specs[0]).filter(
    ([, spec]) => typeof spec.default !== "number" || Number.isFinite(spec.default),
  );
  const own = all.slice(
    0,
    all.findIndex(([name]) => name === SHARED),
  );
  return { title, specs: Object.fromEntries(own), create: (options) => new Class(options) };
}

/** Whether it keeps more of a parameter than numbers of its elements and of the whole: on a surface there are no matrices. */
function isOfMatrices(layout: Layout): boolean {
  try {
    const lengths = layout.beside?.lengths({ name: "x", length: 2, element: 4 }, layout) ?? {};
    return Object.values(lengths).some((length) => length !== 1);
  } catch {
    return true;
  }
}

export function kindNamed(title: string): Kind | undefined {
  return kinds.find((kind) => kind.title === title);
}

export function averages(optimizer: object): optimizer is Averaging {
  return "eval" in optimizer && "train" in optimizer;
}
