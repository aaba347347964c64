import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const NAMES = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"];

/** One colour per optimizer, told apart under colour blindness too (Okabe & Ito). */
export const COLOURS: Plot.ScaleOptions = {
  domain: NAMES,
  range: ["#000000", "#e69f00", "#009e73", "#56b4e9", "#cc3f8f", "#d55e00"],
};

const FONT = { fontFamily: "Helvetica, Arial, sans-serif", fontSize: "13px" };

const { document } = parseHTML("<html></html>");

const AXIS = { labelAnchor: "center", labelArrow: "none" } as const;

/** A plot whose look does not hang on a style sheet. */
export function plot({ x, y, ...options }: Plot.PlotOptions): SVGSVGElement {
  const axes = { x: { ...AXIS, ...x }, y: { ...AXIS, ...y } };
  const svg = Plot.plot({ ...options, ...axes, document, style: FONT }) as SVGSVGElement;
  svg.querySelector("style")?.remove();
  return svg;
}

export function title(text: string): Plot.Markish {
  return Plot.text([text], { frameAnchor: "top-left", dy: -30, fontSize: 17, fontWeight: "bold" });
}

/** Names in their colours, in the margin right of the frame. */
export function legend(entries: readonly { name: string; note?: string }[]): Plot.Markish[] {
  return entries.flatMap(({ name, note }, line) => {
    const place = { frameAnchor: "top-right", dy: 14 + 22 * line } as const;
    return [
      Plot.dot([name], { ...place, dx: 22, r: 5, fill: () => name }),
      Plot.text([note === undefined ? name : `${name}, ${note}`], {
        ...place,
        dx: 34,
        textAnchor: "start",
        lineAnchor: "middle",
      }),
    ];
  });
}

/** Stands the plots one below the other on white and makes a file of them that needs nothing else. */
export function toFile(plots: readonly SVGSVGElement[]): string {
  const width = Math.max(...plots.map((svg) => size(svg, "width")));
  let height = 0;
  for (const svg of plots) {
    svg.setAttribute("y", String(height));
    height += size(svg, "height");
  }
  const box = `width="${width}" height="${height}"`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" ${box} viewBox="0 0 ${width} ${height}">`;
  return `${open}<rect ${box} fill="white"/>${plots.map((svg) => svg.outerHTML).join("")}</svg>\n`;
}

function size(svg: Element, side: "width" | "height"): number {
  return Number(svg.getAttribute(side));
}
