// What small state costs in time, and where training ends with it, as tables.
const TYPES = ["bfloat16", "int8"];

export function smallStateTables(speed, digits) {
  const contests = speed.sections.smallState;
  const steps = contests.map(({ optimizer, label, n, times, ratios, asked }) => {
    const cell = (type) => {
      const { most } = asked.find(({ of }) => of === type) ?? {};
      const { median, low, high } = ratios[type];
      const bound = median > most ? `, asked ≤ ${most}` : "";
      return `${short(median)} × (${short(low)}–${short(high)})${bound}`;
    };
    return [optimizer, label, `${(times.float32.median / n).toPrecision(3)}`, ...TYPES.map(cell)];
  });
  const ends = digits.ends.map(({ stateType, accuracies, mean, loss }) => {
    return [`\`"${stateType}"\``, ...accuracies.map(percent), percent(mean), loss.toFixed(4)];
  });
  return [
    "Nanoseconds an element of a step with float32, and the others' time over it, of one run, in parentheses the rounds; beside it",
    "what `bench/asked.json` asks, where that is missed:",
    "",
    table(["optimizer", "elements", "float32, ns", ...TYPES], steps),
    "",
    `${on(speed)}.`,
    "",
    `AdamW on the network of \`examples/digits\`, ${digits.epochs} epochs: accuracy on digits that it was not trained on, by seed,`,
    "and the mean loss of training at the end:",
    "",
    table(["`stateType`", ...digits.seeds.map((seed) => `seed ${seed}`), "mean", "loss"], ends),
    "",
    `${on(digits)}.`,
  ].join("\n");
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}

function short(ratio) {
  return ratio.toFixed(2);
}

function on({ machine: { cpu, cores, node }, date, quick }) {
  return `${cpu}, ${cores} cores, Node ${node}, ${date}${quick ? ", quick run" : ""}`;
}

function table(head, rows) {
  return [head, ["---", ...head.slice(1).map(() => "---:")], ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
