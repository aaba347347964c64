import { Chart, power, type Column } from "../parts/chart.js";
import { element } from "../parts/element.js";
import { digits } from "../parts/numbers.js";
import { colourAt, themed } from "../parts/palette.js";
import type { Say } from "../texts/say.js";
import { bandAt, type Fitted } from "./fitting.js";

const HEIGHT = 340;
const RESIDUALS = 170;
const SMALL = 130;
/** Places of the curve beside those of the data. */
const PLACES = 240;
/** So often as large as the least, a value is drawn by powers. */
const FAR = 100;
/** And not further down than this share of the largest. */
const DEEPEST = 1e-30;
/** Less than this an axis does not tell apart, by itself and as a share of the numbers: a chart would not end. */
const FINEST = 1e-25;
const ALIKE = 1e-9;

/** Data, curve and band, residuals, and the path of the parameters. */
export class Charts {
  readonly host: HTMLElement;
  readonly path: HTMLElement;
  readonly #say: Say;
  readonly #curve = element("div", { class: "chart", role: "img" });
  readonly #residuals = element("div", { class: "chart", role: "img" });
  readonly #small = element("div", { class: "small" });
  #charts: Chart[] = [];

  constructor(say: Say) {
    this.#say = say;
    this.#residuals.setAttribute("aria-label", say("residualsChart"));
    this.host = element(
      "section",
      { class: "main" },
      element("h2", {}, say("dataAndCurve")),
      this.#curve,
      element("h2", {}, say("residuals")),
      this.#residuals,
    );
    this.path = element("section", { class: "path" }, element("h2", {}, say("fitPath")), this.#small);
  }

  draw(fitted: Fitted, formula: string): void {
    this.close();
    const places = placesOf(fitted);
    this.#curve.setAttribute("aria-label", this.#say("curveChart", { formula }));
    this.#charts = [this.#fit(fitted, places), this.#rest(fitted, places), ...this.#steps(fitted)];
  }

  close(): void {
    for (const chart of this.#charts) chart.close();
    this.#charts = [];
  }

  #fit(fitted: Fitted, places: readonly Place[]): Chart {
    const say = this.#say;
    const [line, points] = [colourAt(6), colourAt(1)];
    const curve = places.map(({ x }) => finite(fitted.model.value(x, fitted.values)));
    const half = places.map(({ x }) => finite(bandAt(fitted, x)));
    const edge = (sign: number): Column =>
      curve.map((value, k) => (value === null || half[k] === null ? null : value + sign * half[k]));
    const heights = [...curve, ...fitted.rows.map(({ y }) => y)].filter((each) => each !== null);
    const options = {
      lines: [
        { name: "", colour: line, width: 0.75, dash: [3, 3] },
        { name: "", colour: line, width: 0.75, dash: [3, 3] },
        { name: say("fitCurve"), colour: line },
        { name: "", colour: points, points: true },
      ],
      band: { above: 0, below: 1, colour: `${line}2b` },
      x: { name: "x", range: ends(places) },
      y: { name: "y", range: padded(Math.min(...heights), Math.max(...heights)) },
      height: HEIGHT,
      labels: true,
    };
    const data = [places.map(({ x }) => x), edge(1), edge(-1), curve, places.map(({ y }) => y)];
    return new Chart(this.#curve, options, data);
  }

  #rest(fitted: Fitted, places: readonly Place[]): Chart {
    const left = places.map(({ x, y }) => (y === null ? null : finite(y - fitted.model.value(x, fitted.values))));
    const most = Math.max(FINEST, 1.15 * Math.max(...left.map((each) => Math.abs(each ?? 0))));
    const options = {
      lines: [
        { name: "", colour: themed("quiet"), width: 1 },
        { name: "", colour: colourAt(1), points: true },
      ],
      x: { name: "x", range: ends(places) },
      y: { name: this.#say("dataLessCurve"), range: [-most, most] },
      height: RESIDUALS,
      // The room for names that the curve has, so that the two stand under one another.
      labels: true,
    } as const;
    return new Chart(this.#residuals, options, [places.map(({ x }) => x), places.map(() => 0), left]);
  }

  /** A small chart of the value, and one of each parameter. */
  #steps({ path, model }: Fitted): Chart[] {
    const say = this.#say;
    const columns = [
      { name: say("value"), column: path.map(({ value }) => finite(value)) },
      ...model.names.map((name, k) => ({ name, column: path.map(({ values }) => finite(values[k])) })),
    ];
    const hosts = columns.map(({ name }) =>
      element("div", { class: "chart", role: "img", "aria-label": say("pathChart", { name }) }),
    );
    this.#small.replaceChildren(
      ...columns.map(({ name }, k) => element("figure", {}, element("figcaption", {}, name), hosts[k])),
    );
    const iterations = path.map((_, k) => k);
    return columns.map(({ column }, k) => {
      const known = column.filter((each) => each !== null);
      const [least, most] = [Math.min(...known), Math.max(...known)];
      const byPowers = k === 0 && least >= 0 && most > FAR * least;
      const floor = most * DEEPEST;
      const drawn = byPowers
        ? column.map((each) => (each === null ? null : Math.log10(Math.max(each, floor))))
        : column;
      const limits = byPowers ? [Math.log10(Math.max(least, floor)), Math.log10(most)] : [least, most];
      const format = byPowers ? (value: number) => power(10 ** value) : short;
      const options = {
        lines: [{ name: "", colour: colourAt(k === 0 ? 0 : 6) }],
        x: { name: say("iteration"), range: [0, Math.max(1, path.length - 1)], format: whole },
        y: { name: "", range: padded(limits[0], limits[1]), format },
        height: SMALL,
      } as const;
      return new Chart(hosts[k], options, [iterations, drawn]);
    });
  }
}

interface Place {
  readonly x: number;
  readonly y: number | null;
}

/** Where the curve is drawn: in even steps to a little beyond the data, and at the data. */
function placesOf({ rows }: Fitted): Place[] {
  const all = rows.map(({ x }) => x);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const [from, to] = padded(least, most, 0.03);
  const even = Array.from({ length: PLACES + 1 }, (_, k) => ({ x: from + ((to - from) * k) / PLACES, y: null }));
  return [...even, ...rows.map(({ x, y }) => ({ x, y }))].toSorted((a, b) => a.x - b.x);
}

function ends(places: readonly Place[]): readonly [number, number] {
  return [places[0].x, places.at(-1)!.x];
}

function padded(least: number, most: number, share = 0.08): readonly [number, number] {
  if (!(least <= most)) return [0, 1];
  const room = share * (most - least);
  const size = Math.max(Math.abs(least), Math.abs(most));
  const isWide = room > Math.max(FINEST, ALIKE * size);
  const beside = isWide ? room : 0.1 * size > FINEST ? 0.1 * size : 1;
  return [least - beside, most + beside];
}

function short(value: number): string {
  return digits(value, 3);
}

/** Between two iterations there is nothing. */
function whole(value: number): string {
  return Number.isInteger(value) ? String(value) : "";
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
