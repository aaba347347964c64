import { button, element } from "../parts/element.js";
import { problem } from "../parts/fields.js";
import { digits } from "../parts/numbers.js";
import { facts } from "../parts/tables.js";
import type { Open, Place } from "../panel.js";
import { Course, percent } from "./course.js";
import { Figures } from "./figures.js";
import { Form } from "./form.js";
import type { Plan, Report, Request } from "./messages.js";
import { Pace } from "./pace.js";
import { readPlan, writePlan } from "./setting.js";
import { Sketch } from "./sketch.js";

export const open: Open = (host, place) => {
  const panel = new DigitsPanel(host, place);
  return () => panel.close();
};

class DigitsPanel {
  readonly #place: Place;
  readonly #worker: Worker;
  readonly #form: Form;
  readonly #course: Course;
  readonly #figures: Figures;
  readonly #sketch: Sketch;
  readonly #train: HTMLButtonElement;
  readonly #problem = problem();
  readonly #facts: Readonly<Record<"step" | "accuracy" | "digits" | "micros" | "backend" | "lr", HTMLElement>>;
  #plan: Plan;
  #running = false;
  #ended = false;
  #steps = 0;
  #pace = new Pace();

  constructor(host: HTMLElement, place: Place) {
    const { say } = place;
    this.#place = place;
    const asked = readPlan(place.query);
    this.#plan = globalThis.crossOriginIsolated ? asked : { ...asked, threads: 1 };
    this.#form = new Form(say, this.#plan, (plan) => this.#change(plan));
    this.#course = new Course(say);
    this.#figures = new Figures(say);
    this.#sketch = new Sketch(say, (pixels) => this.#ask({ kind: "read", pixels }));
    const fact = (): HTMLElement => element("dd", {}, "–");
    this.#facts = { step: fact(), accuracy: fact(), digits: fact(), micros: fact(), backend: fact(), lr: fact() };
    this.#train = button(say("train"), () => this.#toggle(), { class: "primary", id: "train", disabled: true });
    host.append(
      element("p", { class: "about" }, say("digitsAbout")),
      element(
        "div",
        { class: "digits" },
        element(
          "section",
          { class: "main" },
          this.#form.host,
          this.#buttons(),
          this.#problem,
          this.#told(),
          this.#course.host,
        ),
        this.#sketch.host,
        this.#figures.host,
      ),
    );
    this.#course.begin(0, 1);
    place.onTheme(() => {
      this.#course.paint();
      this.#figures.paint(true);
      this.#sketch.paint();
    });
    this.#worker = new Worker(new URL("digits-worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#hear(data as Report));
    this.#worker.addEventListener("error", () => (this.#problem.textContent = say("noDigits")));
    this.#ask({ kind: "begin", plan: this.#plan });
    this.#facts.step.textContent = say("loading");
  }

  close(): void {
    this.#worker.terminate();
    this.#course.close();
  }

  #ask(request: Request): void {
    this.#worker.postMessage(request);
  }

  #buttons(): HTMLElement {
    const { say } = this.#place;
    const file = element("input", {
      type: "file",
      accept: ".safetensors",
      class: "unseen",
      id: "file",
      tabindex: -1,
      "aria-label": say("loadFile"),
    });
    file.addEventListener("change", () => void this.#load(file));
    return element(
      "div",
      { class: "buttons" },
      this.#train,
      button(say("anew"), () => this.#anew()),
      button(say("saveFile"), () => this.#ask({ kind: "save" }), { id: "save" }),
      button(say("loadFile"), () => file.click(), { id: "load" }),
      file,
    );
  }

  #told(): HTMLElement {
    const { say } = this.#place;
    const names = {
      step: "stepOf",
      accuracy: "accuracy",
      digits: "perSecondDigits",
      micros: "perUpdate",
      backend: "backend",
      lr: "rate",
    } as const;
    const pairs = Object.entries(names).map(
      ([fact, key]) => [say(key), this.#facts[fact as keyof typeof names]] as const,
    );
    return element("dl", { class: "facts" }, ...facts(pairs));
  }

  #change(plan: Plan): void {
    const before = this.#plan;
    this.#plan = plan;
    this.#problem.textContent = "";
    this.#place.write(writePlan(plan));
    const same = (["optimizer", "lr", "schedule", "epochs"] as const).every((name) => plan[name] === before[name]);
    if (same) return this.#ask({ kind: "switch", plan });
    this.#anew();
  }

  #anew(): void {
    const goesOn = this.#running;
    this.#ask({ kind: "begin", plan: this.#plan });
    if (goesOn) this.#ask({ kind: "run", on: true });
    this.#ended = false;
  }

  #toggle(): void {
    if (this.#ended) this.#anew();
    this.#run(!this.#running);
    this.#ask({ kind: "run", on: this.#running });
  }

  #run(on: boolean): void {
    this.#running = on;
    this.#train.textContent = this.#place.say(on ? "pause" : "train");
  }

  async #load(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    this.#problem.textContent = "";
    this.#ask({ kind: "load", bytes: new Uint8Array(await file.arrayBuffer()) });
    input.value = "";
  }

  #hear(report: Report): void {
    const { say } = this.#place;
    const told = this.#facts;
    switch (report.kind) {
      case "ready":
        this.#train.disabled = false;
        return this.#figures.take(report.images, report.labels);
      case "begun":
      case "loaded":
      case "switched":
        this.#pace = new Pace();
        told.step.textContent = `${report.step} / ${report.steps}`;
        told.backend.textContent =
          report.threads > 1 ? `${report.backend}, ${say("threads")}: ${report.threads}` : report.backend;
        told.lr.textContent = digits(report.lr, 3);
        document.body.dataset.backend = report.backend;
        this.#steps = report.steps;
        if (report.kind !== "switched") this.#course.begin(report.step, report.steps);
        if (report.kind === "loaded") this.#place.announce(say("loaded", { step: report.step }));
        if (report.kind !== "switched") this.#ended = report.step >= report.steps;
        return this.#sketch.again();
      case "progress":
        told.step.textContent = `${report.step} / ${this.#steps}`;
        this.#pace.add(report);
        told.digits.textContent = Math.round(this.#pace.digitsPerSecond).toLocaleString("en");
        told.micros.textContent = this.#pace.microseconds.toFixed(1);
        told.lr.textContent = digits(report.lr, 3);
        return this.#course.addLosses(report.step, report.losses);
      case "tested":
        told.accuracy.textContent = percent(report.accuracy);
        this.#course.addAccuracy(report.step, report.accuracy);
        this.#figures.show(report.guesses);
        return this.#sketch.again();
      case "ended":
        this.#run(false);
        this.#ended = true;
        return this.#place.announce(say("trained", { step: report.step, accuracy: told.accuracy.textContent ?? "" }));
      case "file":
        download(report.bytes, `digits-${this.#plan.optimizer}-${report.step}.safetensors`);
        return this.#place.announce(say("saved", { step: report.step }));
      case "read":
        return this.#sketch.answer(report.probabilities);
      case "problem":
        this.#run(false);
        this.#problem.textContent = report.message;
    }
  }
}

/** Hands bytes to the visitor as a file, without asking a server. */
function download(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "application/octet-stream" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
