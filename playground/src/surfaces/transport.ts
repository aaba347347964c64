import { button, element, freshId, labelled, select } from "../parts/element.js";
import type { Say } from "../texts/say.js";
import { SPEEDS } from "./setting.js";

export interface Driven {
  /** Takes the paths to this step. */
  show(step: number): void;
  /** Whether there is more to see after this step. */
  goesOn(step: number): boolean;
  changed(what: { at?: number; speed?: number; steps?: number }): void;
  ended(): void;
}

/** Milliseconds between two pictures for those who want little motion. */
const LEAP = 700;

/** Play, pause, step and speed: one animation frame moves everything. */
export class Transport {
  readonly host: HTMLElement;
  readonly #say: Say;
  readonly #driven: Driven;
  readonly #play: HTMLButtonElement;
  readonly #slider: HTMLInputElement;
  readonly #told: HTMLElement;
  readonly #steps: HTMLInputElement;
  readonly #speed: HTMLSelectElement;
  #at = 0;
  #last = 1;
  #frame = 0;
  #since = 0;
  /** When steps were last shown, and how long nothing moves after that. */
  #marked = 0;
  #rest = 0;

  constructor(say: Say, driven: Driven) {
    this.#say = say;
    this.#driven = driven;
    this.#play = button(say("play"), () => this.toggle(), { class: "primary", id: "play" });
    this.#slider = element("input", { type: "range", min: 0, step: 1, id: freshId(), input: () => this.#drag() });
    this.#told = element("output", { class: "told", for: this.#slider.id });
    this.#steps = element("input", { type: "number", min: 1, max: 5000, change: () => this.#setSteps() });
    this.#speed = select(
      SPEEDS.map((each) => [String(each), say("perSecond", { count: each })] as const),
      "10",
      (speed) => driven.changed({ speed: Number(speed) }),
    );
    this.host = element(
      "div",
      { class: "transport", role: "group", "aria-label": say("playback") },
      button("«", () => this.#jump(0), { "aria-label": say("restart"), title: say("restart") }),
      button("‹", () => this.#jump(this.#at - 1), { "aria-label": say("stepBack"), title: say("stepBack") }),
      this.#play,
      button("›", () => this.#jump(this.#at + 1), { "aria-label": say("stepOn"), title: say("stepOn") }),
      element("label", { for: this.#slider.id, class: "unseen" }, say("step")),
      this.#slider,
      this.#told,
      labelled(say("speed"), this.#speed),
      labelled(say("steps"), this.#steps),
    );
  }

  get playing(): boolean {
    return this.#frame !== 0;
  }

  /** Takes on a setting, without a word to anyone. */
  take({ at, steps, speed }: { at: number; steps: number; speed: number }): void {
    this.#last = steps;
    this.#slider.max = this.#steps.value = String(steps);
    this.#speed.value = String(speed);
    if (this.#speed.selectedIndex < 0) {
      this.#speed.append(new Option(this.#say("perSecond", { count: speed }), String(speed), false, true));
    }
    this.#mark(at);
  }

  toggle(): void {
    if (this.playing) return this.pause();
    if (!this.#goesOn()) this.#mark(0);
    this.#play.textContent = this.#say("pause");
    this.#rest = matchMedia("(prefers-reduced-motion: reduce)").matches ? LEAP : 0;
    this.#since = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#advance(now));
  }

  pause(): void {
    if (!this.playing) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#mark(Math.floor(this.#at));
    this.#play.textContent = this.#say("play");
    this.#driven.changed({ at: this.#at });
  }

  #advance(now: number): void {
    const before = Math.floor(this.#at);
    // After a pause of the tab, go on from where it was.
    const passed = Math.min(100, Math.max(0, now - this.#since));
    this.#since = now;
    this.#at = Math.min(this.#last, this.#at + (passed / 1000) * Number(this.#speed.value));
    if (Math.floor(this.#at) !== before && now - this.#marked >= this.#rest) {
      this.#marked = now;
      this.#mark(this.#at);
    }
    if (this.#goesOn()) this.#frame = requestAnimationFrame((next) => this.#advance(next));
    else {
      this.pause();
      this.#driven.ended();
    }
  }

  #goesOn(): boolean {
    return this.#at < this.#last && this.#driven.goesOn(Math.floor(this.#at));
  }

  #mark(at: number): void {
    this.#at = at;
    const step = Math.floor(at);
    this.#slider.value = String(step);
    this.#told.textContent = `${step} / ${this.#last}`;
    this.#driven.show(step);
  }

  #jump(to: number): void {
    this.pause();
    this.#mark(Math.min(this.#last, Math.max(0, Math.floor(to))));
    this.#driven.changed({ at: this.#at });
  }

  #drag(): void {
    this.#jump(Number(this.#slider.value));
  }

  #setSteps(): void {
    const steps = Math.round(Number(this.#steps.value));
    if (steps >= 1 && steps <= 5000) this.#driven.changed({ steps, at: Math.min(this.#at, steps) });
    else this.#steps.value = String(this.#last);
  }
}
