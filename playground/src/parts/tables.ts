import { element } from "./element.js";

/** A table with its title, which scrolls where it is too wide, by keys too. */
export function table(title: string, heads: readonly string[], body: HTMLElement, name = "where"): HTMLElement {
  const row = element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)));
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
    element("table", { class: name }, element("caption", {}, title), element("thead", {}, row), body),
  );
}

/** Names with what is so called, for a list of facts. */
export function facts(pairs: readonly (readonly [name: string, fact: HTMLElement | string])[]): HTMLElement[] {
  return pairs.map(([name, fact]) =>
    element("div", {}, element("dt", {}, name), typeof fact === "string" ? element("dd", {}, fact) : fact),
  );
}
