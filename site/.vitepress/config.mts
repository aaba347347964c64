import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type DefaultTheme } from "vitepress";
import { BASE } from "../base.mjs";
import { descriptionOf } from "../texts.mjs";

const pages = fileURLToPath(new URL("../pages/", import.meta.url));

type Entry = readonly [text: string, link: string];

/** Only what is there: some pages come with parts of their own. */
function entries(all: readonly Entry[]): DefaultTheme.SidebarItem[] {
  return all
    .filter(([, link]) => existsSync(`${pages}${link.replace(/\/$/, "/index")}.md`))
    .map(([text, link]) => ({ text, link }));
}

const SIX: readonly Entry[] = [
  ["SGD", "/guide/sgd"],
  ["Momentum", "/guide/momentum"],
  ["Nesterov", "/guide/nesterov"],
  ["AdaGrad", "/guide/adagrad"],
  ["RMSProp", "/guide/rmsprop"],
  ["Adam", "/guide/adam"],
];

const sidebar: DefaultTheme.SidebarItem[] = [
  { text: "Guide", items: entries([["Three ways to call", "/guide/"], ...SIX]) },
  {
    text: "Optimizers",
    items: entries([
      ["All rules", "/optimizers"],
      ["Which one to take", "/convergence"],
      ["How exact they are", "/exactness"],
    ]),
  },
  {
    text: "Training",
    items: entries([
      ["The loop", "/training"],
      ["Schedules", "/schedules"],
      ["Passes", "/passes"],
      ["Several optimizers", "/partition"],
      ["Models and types", "/models"],
      ["Checkpoints", "/checkpoints"],
      ["State", "/state"],
      ["Threads", "/threads"],
      ["Several machines", "/distributed"],
      ["What it costs there", "/distributed-cost"],
      ["Rounds over NATS", "/rounds"],
      ["Small state", "/small-state"],
      ["Fitting", "/fitting"],
      ["Own rules", "/own-rules"],
      ["Recipes", "/recipes"],
      ["Playground", "/playground"],
    ]),
  },
  {
    text: "With others",
    items: entries([
      ["Coming from elsewhere", "/migration"],
      ["TensorFlow.js", "/tensorflow"],
      ["PyTorch's state dicts", "/pytorch"],
    ]),
  },
  {
    text: "Figures and bounds",
    items: entries([
      ["Size and speed", "/speed"],
      ["Performance", "/performance"],
      ["The cost of distributing", "/distributed-cost"],
      ["Platforms", "/platforms"],
      ["Limits", "/limits"],
    ]),
  },
  {
    text: "Project",
    items: entries([
      ["Contributing", "/contributing"],
      ["Changes", "/changelog"],
    ]),
  },
];

const korean: DefaultTheme.SidebarItem[] = [
  {
    text: "가이드",
    items: entries([
      ["세 가지 호출 방법", "/ko/guide/"],
      ...SIX.map(([text, link]) => [{ Momentum: "모멘텀", Nesterov: "NAG" }[text] ?? text, `/ko${link}`] as const),
    ]),
  },
  {
    text: "English",
    items: entries([
      ["The optimizers", "/optimizers"],
      ["The training loop", "/training"],
    ]),
  },
];

/** A site of its own, not a page of this one: the browser goes there by itself. */
const PLAYGROUND = { link: "/playground/index.html", target: "_self" };

const KOREAN_SEARCH = {
  button: { buttonText: "검색", buttonAriaLabel: "검색" },
  modal: {
    displayDetails: "자세히 보기",
    resetButtonTitle: "지우기",
    backButtonTitle: "닫기",
    noResultsText: "결과가 없습니다:",
    footer: { selectText: "선택", navigateText: "이동", closeText: "닫기" },
  },
};

export default defineConfig({
  title: "optim-wasm",
  description: "First-order optimizers for JavaScript in WebAssembly",
  base: BASE,
  srcDir: "pages",
  outDir: "dist",
  lastUpdated: false,
  markdown: {
    anchor: { slugify },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  // The first page has no landmark of what it is about.
  transformHtml: (html) => html.replace('<div class="VPContent is-home" id="VPContent"', '$& role="main"'),
  transformPageData({ filePath }) {
    const description = descriptionOf(readFileSync(`${pages}${filePath}`, "utf8"));
    return description === "" ? undefined : { description };
  },
  locales: {
    root: { label: "English", lang: "en" },
    ko: {
      label: "한국어",
      lang: "ko",
      description: "JavaScript를 위한 1차 옵티마이저, WebAssembly로",
      themeConfig: {
        nav: [
          { text: "가이드", link: "/ko/guide/" },
          { text: "API", link: "/api/" },
          { text: "플레이그라운드", ...PLAYGROUND },
        ],
        outline: { label: "이 페이지에서" },
        sidebarMenuLabel: "메뉴",
        returnToTopLabel: "맨 위로",
        darkModeSwitchLabel: "화면 모드",
        langMenuLabel: "언어",
        docFooter: { prev: "이전", next: "다음" },
      },
    },
  },
  themeConfig: {
    i18nRouting: false,
    search: { provider: "local", options: { locales: { ko: { translations: KOREAN_SEARCH } } } },
    nav: [
      { text: "Guide", link: "/guide/" },
      { text: "Optimizers", link: "/optimizers" },
      { text: "Reference", link: "/api/" },
      { text: "Playground", ...PLAYGROUND },
    ],
    sidebar: { "/ko/": korean, "/api/": api(), "/": sidebar },
    outline: { level: [2, 3] },
  },
});

/** As GitHub has it, where the pages are read too: "brain.js" is #brainjs. */
function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function api(): DefaultTheme.SidebarItem[] {
  const distributed = ["local", "threads", "mpi", "nats"].map((engine) => `distributed/${engine}`);
  const others = ["schedules", "checkpoint", "state", "torch", "fit", "define", "tfjs", "threads", "distributed"];
  const entriesOf = ["index", ...others, ...distributed];
  const named = entriesOf.map((entry) => {
    const text = entry === "index" ? "optim-wasm" : `optim-wasm/${entry}`;
    return [text, `/api/${entry}/`] as const;
  });
  return [
    { text: "Reference", items: entries(named) },
    { text: "Pages", items: entries([["Guide", "/guide/"]]) },
  ];
}
