import { either, finite, nonNegative, optional, proper, readOptions, refuse, whole, type Schedule } from "./options.js";

/** What `ReduceOnPlateau` takes. */
export interface ReduceOnPlateauOptions {
  /** The value at the beginning. */
  initValue: number;
  /** Whether the metric is to fall, `"min"` (default), or to rise, `"max"`. */
  mode?: "min" | "max";
  /** What each reduction multiplies by. Default 0.1. */
  factor?: number;
  /** Looks without a better metric that are borne with. Default 10. */
  patience?: number;
  /** By how much a metric must be better to count. Default 0.0001. */
  threshold?: number;
  /** Whether that is a share of the best one so far, `"rel"` (default), or a number, `"abs"`. */
  thresholdMode?: "rel" | "abs";
  /** Looks after a reduction that do not count. Default 0. */
  cooldown?: number;
  /** The least value. Default 0. */
  minValue?: number;
  /** A reduction by less than this is not made. Default 1e-8. */
  eps?: number;
}

/**
 * A value that is multiplied by `factor` whenever a metric has not improved for more than `patience` reports in a row.
 *
 * Improved means, for mode "min", `metric < best − margin`, for "max", `metric > best + margin`, where the margin is
 * `threshold · |best|` ("rel") or `threshold` ("abs"). Any finite number improves on none, NaN never does. After a reduction,
 * `cooldown` reports do not count. The value stays ≥ `minValue`; a reduction by `eps` or less is left out.
 * Defaults: mode "min", factor 0.1, patience 10, threshold 1e-4, thresholdMode "rel", cooldown 0, minValue 0, eps 1e-8.
 *
 * Source: `torch.optim.lr_scheduler.ReduceLROnPlateau`, but for "rel" below 0. There PyTorch compares with `best · (1 ∓
 * threshold)`, which a negative best turns the other way: a metric that stays at −1 improves at every report, and no
 * value is reduced.
 */
export class ReduceOnPlateau {
  readonly #options: Readonly<Required<ReduceOnPlateauOptions>>;
  /** 1 for a metric that is to rise, −1 for one that is to fall. */
  readonly #sign: number;
  #value: number;
  #best: number;
  #badEpochs = 0;
  #cooldown = 0;

  /** @throws TypeError or RangeError naming the option, what was expected and what came. */
  constructor(options: ReduceOnPlateauOptions) {
    const readers = {
      initValue: finite,
      mode: optional("min", either("min", "max")),
      factor: optional(0.1, proper),
      patience: optional(10, whole),
      threshold: optional(1e-4, nonNegative),
      thresholdMode: optional("rel", either("rel", "abs")),
      cooldown: optional(0, whole),
      minValue: optional(0, finite),
      eps: optional(1e-8, nonNegative),
    };
    this.#options = readOptions("ReduceOnPlateau", readers, options);
    this.#sign = this.#options.mode === "max" ? 1 : -1;
    this.#value = this.#options.initValue;
    this.#best = this.#sign * -Infinity;
  }

  /** Takes the metric's next value; gives the value now in force. */
  step(metric: number): number {
    const { factor, patience, cooldown, minValue, eps } = this.#options;
    if (typeof metric !== "number") refuse("ReduceOnPlateau: metric", "a number", metric);
    const better = this.#isBetter(metric);
    if (better) this.#best = metric;
    this.#badEpochs = better || this.#cooldown > 0 ? 0 : this.#badEpochs + 1;
    if (this.#cooldown > 0) this.#cooldown--;
    if (this.#badEpochs > patience) {
      const reduced = Math.max(this.#value * factor, minValue);
      if (this.#value - reduced > eps) this.#value = reduced;
      this.#cooldown = cooldown;
      this.#badEpochs = 0;
    }
    return this.#value;
  }

  /** The value in force, whatever the iteration: a schedule, also when taken off its object. */
  readonly at: Schedule = (_iteration) => this.#value;

  /** For `restore`, plain enough for JSON: no `best` while there is none, `unbeatable` for one that is infinite. */
  state(): Readonly<Record<string, number>> {
    const state = { value: this.#value, badEpochs: this.#badEpochs, cooldown: this.#cooldown };
    if (Number.isFinite(this.#best)) return { ...state, best: this.#best };
    return this.#best === this.#sign * Infinity ? { ...state, unbeatable: 1 } : state;
  }

  /** Goes on from a `state()`. @throws TypeError or RangeError naming what is wrong in it, before anything changes. */
  restore(state: Readonly<Record<string, number>>): void {
    const readers = {
      value: finite,
      badEpochs: whole,
      cooldown: whole,
      best: optional(undefined, finite),
      unbeatable: optional(0, whole),
    };
    const { value, badEpochs, cooldown, best, unbeatable } = readOptions("ReduceOnPlateau.restore", readers, state);
    this.#value = value;
    this.#badEpochs = badEpochs;
    this.#cooldown = cooldown;
    this.#best = best ?? this.#sign * (unbeatable > 0 ? Infinity : -Infinity);
  }

  #isBetter(metric: number): boolean {
    const { threshold, thresholdMode } = this.#options;
    const sign = this.#sign;
    const best = this.#best;
    const margin = sign * threshold;
    // Nothing is to be added to an infinite one, and a threshold of 1 would make NaN of it.
    const absolute = thresholdMode === "abs" || !Number.isFinite(best);
    const limit = absolute ? best + margin : best * (1 + (best < 0 ? -margin : margin));
    return sign * metric > sign * limit;
  }
}
