// What programs read of the site: a list of its pages, and all of them in one text.

/** llms.txt: each page with its first sentence. */
export function listOf(readme, pages) {
  const [title, ...rest] = readme.split("\n");
  const lines = pages.map(
    ({ file, text }) => `- [${titleOf(text)}](${file.replace(/\.md$/, ".html")}): ${aboutOf(text)}`,
  );
  return `${title}

> ${aboutOf(rest.join("\n"))}

All pages in one text: [llms-full.txt](llms-full.txt). Every class, function and type: [reference](api/index.html).

## Pages

${lines.join("\n")}
`;
}

/** llms-full.txt: the README and each page, with its name before it. */
export function wholeOf(readme, pages) {
  return [readme.trim(), ...pages.map(({ file, text }) => `<!-- ${file} -->\n\n${text.trim()}`)].join("\n\n") + "\n";
}

/** The first sentence of a page as plain text, for those who see a list of pages: "" if it has none. */
export function descriptionOf(text) {
  const body = text.replace(/^---\n[^]*?\n---\n/, "");
  return aboutOf(body)
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]|\\(?=\W)/g, "");
}

function titleOf(text) {
  return text.match(/^# (.+)$/m)?.[1] ?? "";
}

/** The first sentence of prose. */
function aboutOf(text) {
  const parts = text.replaceAll(/```[^]*?```/g, "").split("\n\n");
  const prose = parts.map((part) => part.trim()).find((part) => part !== "" && /^[^#!|<-][^]*\.$/.test(part)) ?? "";
  return prose.replaceAll(/\s+/g, " ").match(/^.*?\.(?= |$)/)?.[0] ?? prose;
}
