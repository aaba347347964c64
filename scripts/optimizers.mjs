// Writes docs/optimizers.md from the doc comments of the classes, and from what the build keeps for a parameter.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `node scripts/optimizers.mjs [--check]

Writes docs/optimizers.md: what the doc comments of src/optimizers say, the names of options elsewhere, and the memory that
the classes of the build take.

  --check   writes nothing; exit code 1 if the file is not up to date`;

const FOLDER = new URL("../src/optimizers/", import.meta.url);
const library = await import(new URL("../dist/index.js", import.meta.url).href);
const PAGE = new URL("../docs/optimizers.md", import.meta.url);
/** By option: PyTorch 2.13, Keras 3, Optax 0.2, TensorFlow.js 4. */
const NAMES = [
  ["`lr`", "`lr`", "`learning_rate`", "`learning_rate`", "`learningRate`"],
  ["`beta1`, `beta2`", "`betas`", "`beta_1`, `beta_2`", "`b1`, `b2`", "`beta1`, `beta2`"],
  ["`beta3`", "–", "–", "`b3`", "–"],
  ["`eps`", "`eps`", "`epsilon`", "`eps`", "`epsilon`"],
  ["`epsRoot`", "–", "–", "`eps_root`", "–"],
  ["`beta2Decay`", "`beta2_decay`", "–", "`decay_rate`, positive", "–"],
  ["`eps1`, `eps2`", "`eps` of Adafactor", "`epsilon_1`, `epsilon_2`", "`eps`, and 0.001", "–"],
  ["`nsCoefficients`, `nsSteps`", "`ns_coefficients`, `ns_steps`", "`ns_steps`", "`ns_coeffs`, `ns_steps`", "–"],
  ["`adjustLr`", "`adjust_lr_fn`", "`rms_rate`", "`consistent_rms`", "–"],
  ["`momentum`", "`momentum`", "`momentum`", "`momentum`, `decay`", "`momentum`"],
  ["`decayRate`", "`alpha` (RMSprop), `rho` (Adadelta)", "`rho`", "`decay`, `rho`", "`decay`, `rho`"],
  [
    "`weightDecay`",
    "`weight_decay` of AdamW, NAdam and RAdam with `decoupled_weight_decay`",
    "`weight_decay`",
    "`weight_decay` of adamw and its like",
    "–",
  ],
  ["`l2`", "`weight_decay` of the others", "–", "`add_decayed_weights` before the rule", "–"],
  ["`maximize`", "`maximize`", "–", "`scale(-1)`", "–"],
  ["`clipNorm`", "`clip_grad_norm_`", "`global_clipnorm`", "`clip_by_global_norm`", "–"],
  ["`clipValue`", "`clip_grad_value_`", "`clipvalue`", "`clip`", "–"],
  ["`accumulate`", "–", "`gradient_accumulation_steps`", "`MultiSteps`", "–"],
  ["`emaDecay`", "`AveragedModel`", "`ema_momentum`", "`ema`", "–"],
];

/** A matrix, as some classes move nothing else. */
const [ROWS, COLUMNS] = [256, 256];

const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
const now = page(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => classesOf(file)),
);
if (values.help) console.log(HELP);
else if (!values.check) writeFileSync(PAGE, now);
else if (readFileSync(PAGE, "utf8") !== now) {
  console.error("docs/optimizers.md is not up to date: npm run optimizers");
  process.exitCode = 1;
}

function page(classes) {
  return `# The optimizers

Each optimizer's rule and source, and its options with their defaults.
Written from the doc comments of \`src/optimizers\` by \`npm run optimizers\`. g is the gradient, p the parameter, t = 1, 2, … the
steps that this parameter has made. \`x = …\` in a rule gives state its next value. Every class also takes the options of the
training loop: \`weightDecay\` (decoupled), \`l2\` (coupled), \`clipNorm\`, \`clipValue\`, \`maximize\`, \`accumulate\`, \`emaDecay\`,
\`nonFinite\`, [\`passes\`](passes.md), \`groups\`, [\`shapes\`](models.md#rows-as-a-matrix), [\`tied\`](models.md#tied-weights),
\`backend\` and \`pool\`. Numbers may be schedules, but for those that say otherwise.

${classes.map(({ title }) => `[${title}](#${title.toLowerCase()})`).join(" · ")}

## Names elsewhere

${table(["here", "PyTorch", "Keras", "Optax", "TensorFlow.js"], NAMES)}

## Memory

Bytes of state for each float32 parameter of a large matrix, counted, with each class's defaults; options that bring more state
say so below. The other two columns are \`stateType\`: [small state](small-state.md). A float64 parameter takes twice the first.

${table(["optimizer", "float32", "bfloat16", "int8"], classes.map(memory))}

${classes.map(section).join("\n")}`;
}

/** What a class keeps for each parameter, by how it may keep it. */
function memory({ title, options }) {
  const types = options.some(({ name }) => name === "stateType") ? ["float32", "bfloat16", "int8"] : [undefined];
  const bytes = types.map((stateType) => {
    const optimizer = new library[title]({ shapes: { W: [ROWS, COLUMNS] }, ...(stateType && { stateType }) });
    const params = { W: new Float32Array(ROWS * COLUMNS) };
    optimizer.update(params, params);
    const sum = Object.values(optimizer.state).reduce((all, { W }) => all + W.byteLength, 0);
    return Number((sum / params.W.length).toFixed(2)).toString();
  });
  return [`[${title}](#${title.toLowerCase()})`, ...bytes, ...["–", "–"].slice(bytes.length - 1)];
}

function section({ title, doc, example, options }) {
  return `## ${title}

${doc}

${example}

${table(
  ["option", "default", "what it is"],
  options.map(({ name, value, said }) => [`\`${name}\``, value, said]),
)}
`;
}

/** What a file exports as classes, with their options and what is said of both. */
function classesOf(file) {
  const source = readFileSync(new URL(file, FOLDER), "utf8");
  const classes = source.matchAll(
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport class (\w+)(?:<[^>]*>)? extends [^]*?\n}\)(?:<[^>]*>)? \{/g,
  );
  return [...classes].map(([whole, comment, title]) => {
    const [doc, made] = plain(comment).split("\n\n@example ");
    if (made === undefined) throw new TypeError(`${title} has no @example`);
    return {
      title,
      doc,
      example: steps(title, made, source.includes(" extends evaluated(")),
      options: optionsOf(whole, source),
    };
  });
}

/** A few steps by the optimizer of an example: code that runs as it stands. */
function steps(title, made, isEvaluated) {
  return `\`\`\`ts
import { ${title} } from "optim-wasm";

const optimizer = ${made};
const params = { W: new Float32Array([1, -2, 3${made.includes("shapes") ? ", -4, 5, -6" : ""}]) };
for (let step = 0; step < 50; step++) optimizer.update(params, { W: params.W.map((w) => 2 * w) });${
    isEvaluated ? "\noptimizer.eval(params);" : ""
  }
console.log(params.W);
\`\`\``;
}

/** The options in what a class or an object of options is made of, with those that a call around them adds. */
function optionsOf(text, source) {
  const begin = text.match(/^ *(?:options: (?:(\w+)\()?|export const \w+ = )\{\n/m);
  if (begin === null) throw new TypeError(`no options in ${text}`);
  const [block] = text.slice(begin.index + begin[0].length).split(/^ *\}/m);
  const own = [...block.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+(\w+)(?:: ([^]*?))?,\n(?=\s*(?:\/\*\*|$))/gm)];
  const more = begin[1] ? optionsOf(...declared(begin[1], source)) : [];
  return [
    ...own.map(([, doc, name, spec = constant(name, source)]) => {
      return { name, value: defaultOf(spec), said: plain(doc).replaceAll("\n", " ") };
    }),
    ...more,
  ];
}

/** What a shorthand stands for. */
function constant(name, source) {
  const [, spec] = source.match(new RegExp(`^const ${name}(?:: [^=\\n]+)? = ([^]*?);$`, "m")) ?? [];
  if (spec === undefined) throw new TypeError(`no const ${name}`);
  return spec;
}

/** What a function adds: its text, and that of the file in which it is, a neighbour. */
function declared(name, source) {
  const [, from] = source.match(new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "\\./([\\w/-]+)\\.js"`)) ?? [];
  if (from === undefined) throw new TypeError(`no import of ${name}`);
  const there = readFileSync(new URL(`${from}.ts`, FOLDER), "utf8");
  const [object] = there.match(new RegExp(`export const ${name}Options = \\{[^]*?\n\\}`)) ?? [];
  if (object === undefined) throw new TypeError(`no ${name}Options in ${from}`);
  return [object, there];
}

/** A doc comment without its stars. */
function plain(doc) {
  const lines = doc.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trim());
  return lines.join("\n").trim();
}

/** The default that a spec is made with: `positive(0.01)`, `oneOf("hat", …)`, `pair(0.5, 1.2)`, `{ default: 1, … }`. */
function defaultOf(spec) {
  const [, first] = spec.match(/default: ([^,}]+)/) ?? spec.match(/\(([^,)]+)/);
  const [, all] = spec.match(/^coefficients\(([^)]*)/) ?? [];
  if (all) return `\`[${all}]\``;
  const [, second] = spec.match(/^pair\([^,]+, ([^,)]+)/) ?? [];
  return second ? `\`[${first}, ${second}]\`` : `\`${first.trim()}\``;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
