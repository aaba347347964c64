import { element } from "../parts/element.js";
import type { Open, Place } from "../panel.js";
import type { Entry } from "../surfaces/entries.js";
import { Surfaces } from "../surfaces/panel.js";
import { entryOf } from "./entry.js";
import { Form } from "./form.js";
import type { OwnRule } from "./presets.js";
import { Mistake } from "./reading.js";
import { readRule, surfaceOf, writeRule } from "./setting.js";

export const open: Open = (host, place) => {
  const panel = new Own(host, place);
  return () => panel.close();
};

/** A rule as it is typed, on the surfaces beside those of the catalog. */
class Own {
  readonly #place: Place;
  readonly #form: Form;
  readonly #surfaces: Surfaces;
  #own: OwnRule;
  #entry: Entry | undefined;

  constructor(host: HTMLElement, place: Place) {
    this.#place = place;
    this.#own = readRule(place.query);
    this.#form = new Form(place.say, this.#own, (own) => this.#take(own));
    host.append(element("p", { class: "about" }, place.say("ownAbout")), this.#form.host);
    this.#read();
    const guest = { entry: () => this.#entry, query: () => writeRule(this.#own) };
    this.#surfaces = new Surfaces(host, { ...place, query: surfaceOf(place.query) }, guest);
  }

  close(): void {
    this.#form.close();
    this.#surfaces.close();
  }

  #take(own: OwnRule): void {
    this.#own = own;
    this.#read();
    this.#surfaces.invite();
    if (this.#entry) this.#place.announce(this.#place.say("ownRuns", { name: this.#entry.name }));
  }

  #read(): void {
    this.#entry = undefined;
    try {
      this.#entry = entryOf(this.#own);
      this.#form.tell(undefined);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      this.#form.tell(error);
    }
  }
}
