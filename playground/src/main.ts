import { element, select, button } from "./parts/element.js";
import type { Place } from "./panel.js";
import { panels } from "./panels.js";
import { languageOf, sayIn } from "./texts/say.js";

const GLOBAL = ["lang", "theme"];

let close = (): void => {};
let redraws: (() => void)[] = [];
let turn = 0;

addEventListener("hashchange", () => void show());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
void show();

/** Builds the page as the URL says. */
async function show(): Promise<void> {
  const mine = ++turn;
  close();
  close = () => {};
  redraws = [];
  const { id, query } = address();
  const panel = panels.find((each) => each.id === id) ?? panels[0];
  const language = languageOf(query.get("lang"));
  const say = sayIn(language);
  document.documentElement.lang = language;
  applyTheme(query.get("theme"));
  document.title = `${say(panel.title)} · optim-wasm`;
  const host = element("main", { id: "panel", tabindex: -1 });
  const live = element("p", { class: "unseen", role: "status", "aria-live": "polite" });
  document.body.replaceChildren(skip(say("skip"), host), header(), host, live);
  document.body.dataset.panel = "";
  host.append(element("h1", { class: "unseen" }, say(panel.title)));
  const { open } = await panel.load();
  if (mine !== turn) return;
  const place: Place = {
    say,
    query,
    write: (setting) => history.replaceState(null, "", hashOf(panel.id, setting)),
    announce: (text) => (live.textContent = text),
    onTheme: (redraw) => redraws.push(redraw),
  };
  close = open(host, place);
  document.body.dataset.panel = panel.id;

  function header(): HTMLElement {
    const links = panels.map(({ id: to, title }) =>
      element("a", { href: hashOf(to), "aria-current": to === panel.id ? "page" : undefined }, say(title)),
    );
    const languages = select(
      [
        ["en", "English"],
        ["ko", "한국어"],
      ],
      language,
      (lang) => change("lang", lang),
    );
    languages.setAttribute("aria-label", say("language"));
    return element(
      "header",
      {},
      element("strong", {}, "optim-wasm"),
      element("nav", { "aria-label": say("panels") }, ...links),
      element("span", { class: "settings" }, languages, themeButton(say("theme"))),
    );
  }
}

function skip(text: string, to: HTMLElement): HTMLElement {
  return button(text, () => to.focus(), { class: "skip" });
}

function themeButton(name: string): HTMLElement {
  const dark = (): boolean => getComputedStyle(document.documentElement).colorScheme === "dark";
  return button("◐", () => change("theme", dark() ? "light" : "dark", false), { "aria-label": name, title: name });
}

/** Puts a choice for all panels into the URL. */
function change(name: string, value: string, again = true): void {
  const { id, query } = address();
  query.set(name, value);
  history.replaceState(null, "", `#${id}?${readable(query)}`);
  if (again) return void show();
  applyTheme(query.get("theme"));
  document.querySelectorAll("header nav a").forEach((link, k) => link.setAttribute("href", hashOf(panels[k].id)));
}

function applyTheme(theme: string | null): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  repaint();
}

function repaint(): void {
  for (const redraw of redraws) redraw();
}

/** The panel in the URL and its setting: `#surfaces?surface=beale&lang=ko`. */
function address(): { id: string; query: URLSearchParams } {
  const [id, query = ""] = location.hash.slice(1).split(/\?(.*)/s);
  return { id: panels.some((panel) => panel.id === id) ? id : panels[0].id, query: new URLSearchParams(query) };
}

function hashOf(id: string, setting = new URLSearchParams()): string {
  const { query } = address();
  const all = new URLSearchParams(setting);
  for (const name of GLOBAL) if (query.has(name)) all.set(name, query.get(name)!);
  const text = readable(all);
  return text === "" ? `#${id}` : `#${id}?${text}`;
}

/** A query as people read it: what need not be escaped is not. */
function readable(query: URLSearchParams): string {
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3D", "=").replaceAll("%7E", "~");
}
