// The pages that TypeDoc writes, made easier to read.

/** A page of the reference by its place in it; `optimizers` is what docs/optimizers.md says. */
export function readable(text, file, optimizers) {
  const [, entry] = file.match(/^([\w/]+)\/index\.md$/) ?? [];
  if (entry !== undefined) return text.replace(`# ${entry}\n`, `# ${nameOf(entry)}\n`);
  if (file === "index.md")
    return text
      .replace(
        /^# .*\n/,
        "# Reference\n\nEvery class, function and type of the package, by the entry that it is imported from.\n",
      )
      .replaceAll(/\[([\w/]+)\](?=\([\w/]+\/index\.md\))/g, (_, each) => `[\`${nameOf(each)}\`]`);
  const [, title] = file.match(/^index\/classes\/(\w+)\.md$/) ?? [];
  const [, section] = optimizers.split(`\n## ${title}\n`);
  return section === undefined ? text : ofOptimizer(text, title, section.split("\n## ")[0]);
}

/** What users import. */
function nameOf(entry) {
  return entry === "index" ? "optim-wasm" : `optim-wasm/${entry}`;
}

/**
 * Of an optimizer its own: what all of them have stands with `Optimizer`, and how its class is made is nobody's concern.
 * TypeDoc knows the options by the specs they are read with; their descriptions and defaults are in the section.
 */
function ofOptimizer(text, title, section) {
  const [before] = text.split("\n## Constructors\n");
  const own = before.replace(/\n## Extends\n[^]*?(?=\n## |$)/, "");
  const options = section.slice(section.indexOf("| option |")).trim();
  const evaluated = text.includes("../interfaces/Evaluated.md") ? " and [`Evaluated`](../interfaces/Evaluated.md)" : "";
  return `${own.trim()}

## Options

\`new ${title}(options?)\` takes these, and those of [the training loop](../../../training.md#the-options).

${options}

## Properties and methods

Those of [\`Optimizer\`](../interfaces/Optimizer.md)${evaluated}.
`;
}
