import { shapeOf, type Shape } from "../formula/surface.js";
import { element } from "../parts/element.js";
import type { Open, Place } from "../panel.js";
import { Card } from "./card.js";
import { Controls } from "./controls.js";
import { entriesOf, type Entry } from "./entries.js";
import { handle } from "./hand.js";
import { OptimizerList } from "./list.js";
import type { Choice } from "./presets.js";
import { Run } from "./run.js";
import { readSetting, writeSetting, type Setting } from "./setting.js";
import { Stage, type Spot } from "./stage.js";
import { Table } from "./table.js";
import { Transport } from "./transport.js";
import { Values } from "./values.js";

/** Milliseconds between two looks of the table while paths move. */
const PAUSE = 200;

export const open: Open = (host, place) => {
  const panel = new Surfaces(host, place);
  return () => panel.close();
};

/** An optimizer that comes to those of the catalog. */
export interface Guest {
  /** What of it stands in the URL. */
  query(): URLSearchParams;
  /** As it is now; nothing while it cannot run. */
  entry(): Entry | undefined;
}

export class Surfaces {
  readonly #place: Place;
  readonly #guest: Guest | undefined;
  readonly #stage: Stage;
  readonly #controls: Controls;
  readonly #transport: Transport;
  readonly #values: Values;
  readonly #table: Table;
  readonly #card: Card;
  readonly #list: OptimizerList;
  readonly #watch: ResizeObserver;
  #setting: Setting;
  #shape: Shape;
  #entries: readonly Entry[] = [];
  #runs: readonly Run[] = [];
  #spot: Spot | undefined;
  /** Of whom the card tells. */
  #told = 0;
  /** When numbers were last written. */
  #written = 0;
  #later = 0;

  constructor(host: HTMLElement, place: Place, guest?: Guest) {
    const { say } = place;
    this.#place = place;
    this.#guest = guest;
    this.#setting = readable(readSetting(place.query));
    this.#shape = shapeOf(this.#setting.formula);
    this.#stage = new Stage({
      role: "application",
      tabindex: "0",
      "aria-label": say("stage"),
      "aria-describedby": "hint",
    });
    const setting = (): Setting => this.#setting;
    this.#controls = new Controls(say, setting, (next) => this.#change(next));
    this.#values = new Values(say);
    this.#card = new Card(say);
    this.#table = new Table(say, (entry) => this.#point({ entry, step: this.#setting.at }));
    this.#transport = new Transport(say, {
      show: (step) => this.#show(step),
      goesOn: (step) => this.#runs.some((run) => !run.out || run.last > step),
      changed: (what) => this.#changed(what),
      ended: () => place.announce(say("ended", { step: this.#setting.at })),
    });
    this.#list = new OptimizerList(say, setting, (choices) => this.#choose(choices));
    host.append(
      element(
        "div",
        { class: "surfaces" },
        element(
          "section",
          { class: "main", "aria-label": say("surface") },
          this.#controls.host,
          this.#stage.host,
          element("p", { id: "hint", class: "quiet" }, say("stageHint")),
          this.#transport.host,
        ),
        this.#list.host,
        element("div", { class: "beside" }, this.#values.host, this.#card.host),
        this.#table.host,
      ),
    );
    handle(this.#stage, () => ({
      start: this.#setting.start,
      begin: (start) => this.#begin(start),
      point: (spot) => this.#point(spot),
      toggle: () => this.#transport.toggle(),
    }));
    this.#survey();
    this.#watch = new ResizeObserver(() => this.#stage.paint(this.#setting));
    this.#watch.observe(this.#stage.host);
    place.onTheme(() => {
      this.#list.show();
      this.#stage.paint(this.#setting);
      this.#run();
    });
  }

  close(): void {
    this.#transport.pause();
    clearTimeout(this.#later);
    this.#watch.disconnect();
    this.#values.close();
  }

  /** Takes on the guest as it is now. */
  invite(): void {
    this.#transport.pause();
    this.#run();
    this.#write();
  }

  /** Another setting: everything that hangs on what has changed is made anew. */
  #change(next: Setting): void {
    const before = this.#setting;
    this.#transport.pause();
    this.#setting = next;
    if (next.choices !== before.choices) this.#list.show();
    if (next.formula !== before.formula || next.x !== before.x || next.y !== before.y) this.#survey();
    else {
      if (next.view !== before.view) this.#stage.paint(next);
      this.#run();
    }
    this.#write();
  }

  #survey(): void {
    this.#shape = shapeOf(this.#setting.formula);
    this.#stage.survey(this.#shape, this.#setting);
    this.#stage.paint(this.#setting);
    this.#run();
  }

  /** Begins all paths anew and takes them to the step that is shown. */
  #run(): void {
    const { choices, start, steps } = this.#setting;
    const guest = this.#guest?.entry();
    this.#entries = [...(guest ? [guest] : []), ...entriesOf(choices)];
    this.#runs = this.#entries.map(({ choice, own }) => new Run(choice, this.#shape, start, own?.create));
    const [least] = this.#stage.criticals;
    this.#spot = undefined;
    this.#stage.begin(this.#runs, this.#entries);
    this.#values.begin(this.#runs, this.#entries, steps, least?.kind === "minimum" ? least.value : undefined);
    this.#table.begin(this.#runs, this.#entries);
    this.#transport.take(this.#setting);
    this.#tell();
    document.body.dataset.backend = this.#runs[0]?.backend ?? "";
  }

  #show(step: number): void {
    for (const run of this.#runs) run.go(step);
    this.#setting = { ...this.#setting, at: step };
    this.#stage.show(step);
    this.#values.show(step);
    const now = performance.now();
    if (this.#transport.playing && now - this.#written < PAUSE) return;
    this.#written = now;
    this.#table.show(step);
    this.#tell();
  }

  #choose(choices: readonly Choice[]): void {
    this.#setting = { ...this.#setting, choices };
    this.#run();
    this.#write();
  }

  #begin(start: readonly [number, number]): void {
    this.#setting = { ...this.#setting, start };
    this.#controls.moved();
    this.#run();
    this.#write();
  }

  #changed(what: Partial<Setting>): void {
    this.#setting = { ...this.#setting, ...what };
    if (what.steps !== undefined) this.#run();
    if (what.at !== undefined) this.#table.show(this.#setting.at);
    this.#write();
  }

  #point(spot: Spot | undefined): void {
    if (spot?.entry === this.#spot?.entry && spot?.step === this.#spot?.step) return;
    this.#spot = spot;
    this.#stage.point(spot);
    if (spot === undefined) return;
    this.#told = spot.entry;
    this.#tell(spot.step);
  }

  /** Tells of the optimizer that was pointed at last: there, or where it is now. */
  #tell(step = this.#setting.at): void {
    const entry = Math.min(this.#told, this.#entries.length - 1);
    if (entry < 0) this.#card.clear();
    else this.#card.show(this.#entries[entry], this.#runs[entry], step);
  }

  #write(): void {
    clearTimeout(this.#later);
    this.#later = window.setTimeout(() => this.#place.write(this.#query()), 150);
  }

  #query(): URLSearchParams {
    return new URLSearchParams([...(this.#guest?.query() ?? []), ...writeSetting(this.#setting)]);
  }
}

/** A URL's formula may be none; then the setting is as at first. */
function readable(setting: Setting): Setting {
  try {
    shapeOf(setting.formula);
    return setting;
  } catch {
    return readSetting(new URLSearchParams());
  }
}
