import { button, element, labelled, select } from "../parts/element.js";
import { Chart } from "../parts/chart.js";
import { facts, table } from "../parts/tables.js";
import { colourAt } from "../parts/palette.js";
import type { Open, Place } from "../panel.js";
import { loops } from "./loops.js";
import { CANDIDATES, SIZES, type Candidate } from "./measure.js";
import type { Report } from "./worker.js";

const STYLES: Readonly<Record<Candidate, { colour: number; dash: readonly number[] }>> = {
  kernel: { colour: 6, dash: [] },
  ours: { colour: 2, dash: [7, 4] },
  byHand: { colour: 5, dash: [2, 3] },
};
const HEIGHT = 340;

export const open: Open = (host, place) => {
  const panel = new SpeedPanel(host, place);
  return () => panel.close();
};

class SpeedPanel {
  readonly #place: Place;
  readonly #button: HTMLButtonElement;
  readonly #chartPlace = element("div", { class: "chart", role: "img" });
  readonly #body = element("tbody");
  readonly #status = element("p", { class: "quiet" });
  readonly #clock = element("dd", {}, "–");
  readonly #times = new Map<number, Readonly<Partial<Record<Candidate, number>>>>();
  #title: string;
  #worker: Worker | undefined;
  #chart: Chart | undefined;

  constructor(host: HTMLElement, place: Place) {
    const { say } = place;
    this.#place = place;
    const asked = place.query.get("optimizer") ?? "";
    this.#title = Object.hasOwn(loops, asked) ? asked : "Adam";
    this.#button = button(say("measure"), () => this.#toggle(), { class: "primary", id: "measure" });
    const choose = select(
      Object.keys(loops).map((title) => [title, title] as const),
      this.#title,
      (title) => this.#choose(title),
    );
    this.#chartPlace.setAttribute("aria-label", say("speedChart"));
    host.append(
      element("p", { class: "about" }, say("speedAbout")),
      element("div", { class: "controls" }, labelled(say("optimizer"), choose), this.#button, this.#status),
      element(
        "div",
        { class: "speed" },
        element("section", { class: "main" }, element("h2", {}, say("nanoseconds")), this.#chartPlace),
        this.#machine(),
        this.#table(),
      ),
    );
    place.onTheme(() => this.#draw());
    this.#draw();
  }

  close(): void {
    this.#worker?.terminate();
    this.#chart?.close();
  }

  #machine(): HTMLElement {
    const { say } = this.#place;
    const pairs: [string, HTMLElement | string][] = [
      [say("cores"), String(navigator.hardwareConcurrency ?? "–")],
      [say("isolated"), say(globalThis.crossOriginIsolated ? "yes" : "no")],
      [say("clock"), this.#clock],
      [say("browser"), browserOf(navigator.userAgent)],
    ];
    return element(
      "section",
      { class: "machine" },
      element("h2", {}, say("machine")),
      element("dl", { class: "facts" }, ...facts(pairs)),
    );
  }

  #table(): HTMLElement {
    const { say } = this.#place;
    const heads = [
      say("parameters"),
      ...CANDIDATES.map((each) => `${say(each)}, ns`),
      `${say("kernel")}, µs`,
      say("times"),
    ];
    return table(say("nanoseconds"), heads, this.#body);
  }

  #choose(title: string): void {
    this.#title = title;
    this.#place.write(new URLSearchParams({ optimizer: title }));
    this.#stop();
    this.#times.clear();
    this.#draw();
  }

  #toggle(): void {
    if (this.#worker) return this.#stop();
    this.#times.clear();
    this.#button.textContent = this.#place.say("stop");
    this.#worker = new Worker(new URL("speed-worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#hear(data as Report));
    this.#worker.postMessage(this.#title);
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#button.textContent = this.#place.say("measure");
  }

  #hear(report: Report): void {
    const { say } = this.#place;
    if (report.kind === "clock")
      this.#clock.textContent = say("microseconds", { count: Math.round(1e4 * report.grain) / 10 });
    else if (report.kind === "begins")
      this.#status.textContent = say("measuring", { count: report.size.toLocaleString("en") });
    else if (report.kind === "measured") {
      this.#times.set(report.size, report.times);
      this.#draw();
    } else this.#end();
  }

  #end(): void {
    const { say } = this.#place;
    this.#stop();
    const size = 100_000;
    const { kernel, byHand } = this.#times.get(size) ?? {};
    const said =
      kernel === undefined
        ? say("noWasm")
        : say("measured", { count: size.toLocaleString("en"), times: (byHand! / kernel).toFixed(1) });
    this.#status.textContent = said;
    this.#place.announce(said);
  }

  #draw(): void {
    const { say } = this.#place;
    this.#chart?.close();
    const lines = CANDIDATES.map((each) => {
      const { colour, dash } = STYLES[each];
      return { name: say(each), colour: colourAt(colour), dash };
    });
    const columns = CANDIDATES.map((each) => SIZES.map((size) => this.#times.get(size)?.[each] ?? null));
    const options = {
      lines,
      x: { name: say("parameters"), log: true, range: [100, 1_000_000] },
      y: { name: "ns", log: true },
      height: HEIGHT,
      labels: true,
    } as const;
    this.#chart = new Chart(this.#chartPlace, options, [SIZES.slice(), ...columns]);
    this.#body.replaceChildren(...SIZES.map((size) => this.#row(size)));
  }

  #row(size: number): HTMLElement {
    const times = this.#times.get(size) ?? {};
    const { kernel, byHand } = times;
    const ratio = kernel === undefined || byHand === undefined ? "–" : `${(byHand / kernel).toFixed(1)}×`;
    const step = kernel === undefined ? "–" : ((kernel * size) / 1000).toPrecision(3);
    const cells = [...CANDIDATES.map((each) => times[each]?.toPrecision(3) ?? "–"), step, ratio];
    const head = element("th", { scope: "row" }, size.toLocaleString("en"));
    return element("tr", {}, head, ...cells.map((text) => element("td", {}, text)));
  }
}

/** The engine and its version, as the browser says it. */
function browserOf(agent: string): string {
  return (
    /(Firefox|Edg|Chrome|Version)\/[\d.]+/.exec(agent)?.[0].replace("/", " ").replace("Version", "Safari") ?? agent
  );
}
