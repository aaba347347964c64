import { quote } from "../options/messages.js";

/** What a class of this library is called in PyTorch. */
export interface TorchNames {
  /** PyTorch's class. */
  readonly title: string;
  /** Of each slot that the class may have, by its name here. */
  readonly slots: Readonly<Record<string, string>>;
  /** Of those that PyTorch keeps nothing like. */
  readonly ownSlots?: Readonly<Record<string, string>>;
  /** The slots that a matrix has in place of the others: one number for each row, and one for each column. */
  readonly lines?: readonly [rows: string, columns: string];
  /** Of each option; `betas.0` is the first of a pair. */
  readonly options: Readonly<Record<string, string>>;
  /** What its groups have beside, and what it must be. */
  readonly also: Readonly<Record<string, boolean | number>>;
  /** Of the numbers that are carried from step to step, by their names here. */
  readonly carried?: Readonly<Record<string, string>>;
  /** Options whose values are others there: each here and there; of two that are one here, the first is written. */
  readonly words?: Readonly<Record<string, readonly (readonly [here: string | number, there: string | null])[]>>;
  /** Options that PyTorch has no word for: their names in a dict from here, and what its class means; undefined is anything. */
  readonly meant: Readonly<Record<string, readonly [key: string, value: string | boolean | undefined]>>;
  /** PyTorch's buffer is without the rate: v = −lr · buffer. */
  readonly rated?: true;
  /** Its decay is coupled or decoupled, as `decoupled_weight_decay` says; elsewhere it is coupled. */
  readonly decouples?: true;
  /** Its decay is decoupled, without a word for that. */
  readonly decoupledAlone?: true;
  /** It has no decay. */
  readonly undecayed?: true;
  /** It cannot maximize. */
  readonly minimizes?: true;
  /** It is younger than PyTorch 1.12: its groups have all that it has. */
  readonly young?: true;
  /** A dict without that word may be of another class, which decouples. */
  readonly asks?: true;
  /** It keeps state from the beginning; the others from the first step on. */
  readonly early?: true;
  /** Its step is another for each count of steps. */
  readonly corrects?: true;
  /** The option that is 0 where PyTorch keeps no momentum_buffer. */
  readonly unless?: string;
  /** Who takes what this class cannot. */
  readonly instead?: string;
}

/** Of PyTorch's Adam and AdamW, which have one form. */
const ADAM: TorchNames = {
  title: "Adam",
  slots: { m: "exp_avg", v: "exp_avg_sq", top: "max_exp_avg_sq" },
  options: { lr: "lr", beta1: "betas.0", beta2: "betas.1", eps: "eps", amsgrad: "amsgrad" },
  also: {},
  meant: { epsMode: ["eps_mode", "corrected"], form: ["form", "torch"] },
  decouples: true,
  asks: true,
  corrects: true,
};

/** Of PyTorch's NAdam, which decouples its decay by an option. */
const NADAM: TorchNames = {
  title: "NAdam",
  slots: { m: "exp_avg", v: "exp_avg_sq" },
  options: { lr: "lr", beta1: "betas.0", beta2: "betas.1", eps: "eps", momentumDecay: "momentum_decay" },
  also: {},
  carried: { product: "mu_product" },
  meant: { form: ["form", "torch"] },
  decouples: true,
  corrects: true,
};

/** The slot that PyTorch keeps only with momentum. */
export const BUFFER = "momentum_buffer";

/** By the class's title. */
export const TORCH: Readonly<Record<string, TorchNames>> = {
  SGD: {
    title: "SGD",
    slots: { b: BUFFER },
    options: { lr: "lr", momentum: "momentum", dampening: "dampening", nesterov: "nesterov" },
    also: {},
    meant: {},
    unless: "momentum",
  },
  Momentum: {
    title: "SGD",
    slots: { v: BUFFER },
    options: { lr: "lr", momentum: "momentum" },
    also: { dampening: 0, nesterov: false },
    meant: {},
    unless: "momentum",
    rated: true,
    instead: "SGD({ momentum, dampening, nesterov })",
  },
  Nesterov: {
    title: "SGD",
    slots: { v: BUFFER },
    options: { lr: "lr", momentum: "momentum" },
    also: { dampening: 0, nesterov: true },
    meant: { form: ["form", "bengio"] },
    unless: "momentum",
    rated: true,
    instead: "SGD({ momentum, dampening, nesterov })",
  },
  AdaGrad: {
    title: "Adagrad",
    slots: { h: "sum" },
    options: { lr: "lr", eps: "eps", lrDecay: "lr_decay", initialAccumulator: "initial_accumulator_value" },
    also: {},
    meant: { epsMode: ["eps_mode", "outside"] },
    early: true,
  },
  RMSProp: {
    title: "RMSprop",
    slots: { h: "square_avg", a: "grad_avg", b: BUFFER },
    options: { lr: "lr", decayRate: "alpha", eps: "eps", momentum: "momentum", centered: "centered" },
    also: {},
    meant: { epsMode: ["eps_mode", "outside"] },
    unless: "momentum",
  },
  AdaDelta: {
    title: "Adadelta",
    slots: { v: "square_avg", u: "acc_delta" },
    options: { lr: "lr", decayRate: "rho", eps: "eps" },
    also: {},
    meant: { form: ["form", "torch"] },
  },
  Rprop: {
    title: "Rprop",
    slots: { prev: "prev", size: "step_size" },
    options: { lr: "lr", etas: "etas", stepSizes: "step_sizes" },
    also: {},
    meant: {},
    undecayed: true,
  },
  ASGD: {
    title: "ASGD",
    slots: { ax: "ax" },
    options: { lr: "lr", lambd: "lambd", alpha: "alpha", t0: "t0" },
    also: {},
    carried: { eta: "eta", mu: "mu" },
    meant: {},
    corrects: true,
  },
  Adam: ADAM,
  AdamW: { ...ADAM, meant: { ...ADAM.meant, cautiousDecay: ["cautious_decay", false] } },
  NAdam: NADAM,
  NAdamW: NADAM,
  RAdam: {
    title: "RAdam",
    slots: { m: "exp_avg", v: "exp_avg_sq" },
    options: { lr: "lr", beta1: "betas.0", beta2: "betas.1", eps: "eps" },
    also: {},
    meant: {},
    decouples: true,
    corrects: true,
  },
  Adamax: {
    title: "Adamax",
    slots: { m: "exp_avg", u: "exp_inf" },
    options: { lr: "lr", beta1: "betas.0", beta2: "betas.1", eps: "eps" },
    also: {},
    meant: { epsMode: ["eps_mode", "inside"] },
    corrects: true,
  },
  Muon: {
    title: "Muon",
    slots: { m: BUFFER },
    ownSlots: { v: "row_mean_square" },
    options: {
      lr: "lr",
      momentum: "momentum",
      nesterov: "nesterov",
      nsCoefficients: "ns_coefficients",
      nsSteps: "ns_steps",
      eps: "eps",
      adjustLr: "adjust_lr_fn",
    },
    also: {},
    words: {
      adjustLr: [
        ["original", null],
        ["original", "original"],
        ["matchRmsAdamw", "match_rms_adamw"],
      ],
    },
    meant: {
      form: ["form", "torch"],
      polarExpress: ["polar_express", false],
      normalize: ["normalize", false],
      beta2: ["beta2", undefined],
    },
    decoupledAlone: true,
    minimizes: true,
    young: true,
  },
  Adafactor: {
    title: "Adafactor",
    slots: { rowVar: "row_var", colVar: "col_var", variance: "variance" },
    lines: ["rowVar", "colVar"],
    options: { lr: "lr", beta2Decay: "beta2_decay", eps1: "eps.0", eps2: "eps.1", d: "d" },
    also: {},
    words: { eps1: [[0, null]] },
    meant: { form: ["form", "torch"] },
    decoupledAlone: true,
    young: true,
    corrects: true,
  },
};

/** What PyTorch's groups have beside that changes no step: how it computes, and what its schedulers keep there. */
export const HARMLESS: ReadonlySet<string> = new Set([
  "params",
  "param_names",
  "name",
  "foreach",
  "fused",
  "capturable",
  "differentiable",
  "initial_lr",
  "min_lr",
  "max_lr",
  "base_momentum",
  "max_momentum",
  "swa_lr",
]);

/** A group that has one of these was written by PyTorch 1.12 or later, and has all that its class has. */
export const WRITTEN: readonly string[] = ["maximize", "foreach", "fused", "capturable", "differentiable"];

export function namesOf(title: string): TorchNames {
  if (!Object.hasOwn(TORCH, title))
    throw new TypeError(`there is no form of ${quote(title)} in state dicts: save(optimizer) keeps it`);
  return TORCH[title];
}
