// The figures of the last bench as a table.
export function benchTable({ sections: { javascript: cells }, machine, date, quick }) {
  const single = cells.filter(({ element }) => element === "f32");
  const labels = [...new Set(single.map(({ label }) => label))];
  const optimizers = [...new Set(single.map(({ optimizer }) => optimizer))];
  const cell = (optimizer, label) => {
    const { ratioAllocated, ratioCaller } = single.find(
      (one) => one.optimizer === optimizer && one.label === label,
    ).figures;
    return `${times(ratioAllocated)} / ${times(ratioCaller)}`;
  };
  return [
    ["allocated / caller's arrays", ...labels.map((label) => (label.includes("×") ? label : `n = ${label}`))],
    ["---", ...labels.map(() => "---:")],
    ...optimizers.map((optimizer) => [optimizer, ...labels.map((label) => cell(optimizer, label))]),
  ]
    .map((row) => `| ${row.join(" | ")} |`)
    .concat(
      "",
      "Loops over `Float64Array` compute in another precision, yet can be the fastest JavaScript there is. Against those,",
      `float32 on allocated arrays is ${doubles(single, isArray)} times as fast at n = ${ends(labels.filter(isArray))}, ` +
        `and ${doubles(single, (label) => label.includes("×"))} times on the map of 100 × 64.`,
      "",
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${date}${quick ? ", quick run" : ""}`,
    )
    .join("\n");
}

/** The large single arrays, not the map and not a handful. */
function isArray(label) {
  return label.includes("e");
}

function ends(labels) {
  return `${labels[0]} to ${labels[labels.length - 1]}`;
}

function doubles(cells, chosen) {
  const ratios = cells.filter(({ label }) => chosen(label)).map(({ figures }) => figures.ratioFloat64);
  return `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`;
}

function times(ratio) {
  return `${ratio.toFixed(ratio < 1 ? 2 : ratio < 10 ? 1 : 0)}×`;
}
