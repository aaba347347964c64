import type { Hyperparameters } from "../options/hyperparameters.js";
import { cut } from "../options/messages.js";

/** What an optimizer is doing: nothing, looking at what an update is given, or moving. */
export const IDLE = 0;
export const READING = 1;
export const WRITING = 2;
/** A step was not finished: parameters and state may be partly moved. */
export const TORN = 3;
/** Someone who calls `update` in turn is calling back. */
export const HELD = 4;

export class Phase {
  now = IDLE;
  /** What it is again once nothing calls back: where a torn step is made good meanwhile, IDLE. */
  after = IDLE;
  /** What calls back now. */
  holder = "";
  readonly #title: string;
  readonly #hyper: Hyperparameters;

  constructor(title: string, hyper: Hyperparameters) {
    this.#title = title;
    this.#hyper = hyper;
  }

  /** Throws inside an update, and after a torn step but for what begins anew. */
  require(what: string, begins = false): void {
    if (this.now === TORN ? !begins : this.now === READING || this.now === WRITING) this.refuse(what);
  }

  /** Does what may call back, as groups' functions, schedules and setters do; an update is refused meanwhile. */
  during<Result>(what: string, act: () => Result, begins = false): Result {
    this.require(what, begins);
    const holder = this.holder;
    this.after = this.now;
    this.now = READING;
    this.holder = what;
    try {
      return act();
    } finally {
      this.now = this.after;
      this.holder = holder;
      this.#hyper.asked = "";
    }
  }

  refuse(what: string): never {
    if (this.now === TORN) throw new TypeError(`the last step was torn: load, restore or reset before ${what}`);
    throw new TypeError(
      `${what} was called inside ${this.#hyper.asked || this.holder || "an update"}: call it afterwards`,
    );
  }

  /** Ends an update by an error: as it is where nothing was written. */
  end(error: unknown, iterations: number): unknown {
    const torn = this.now === WRITING;
    this.now = torn ? TORN : IDLE;
    this.#hyper.asked = "";
    if (!torn) return error;
    const { name = "", message = String(error) } = Object(error) as Partial<Error>;
    const text = `step ${iterations + 1} of ${this.#title} was torn: ${cut(message, 500)}. Load, restore or reset before the next`;
    if (name === "ThreadLost") return Object.assign(error as Error, { message: text });
    return Object.assign(new Error(text, { cause: error }), { name: "TornStep" });
  }
}
