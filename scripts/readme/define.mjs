// Rules of one's own against the classes of the same rules, as a table.
const SIZES = ["1e3", "1e5", "1e7"];

export function defineTable({ sections: { defined, woven, interpreted, cold }, machine, date, quick }) {
  const names = [...new Set(defined.map(({ optimizer }) => optimizer))];
  const asked = [...new Set(woven.map(({ label }) => label))];
  const ratio = (contests, optimizer, label) =>
    contests.find((one) => one.optimizer === optimizer && one.label === label).ratios["built-in"].median;
  const times = (value) => `${value.toFixed(2)}×`;
  const slower = (optimizer) => `${(1 / ratio(interpreted, optimizer, "1e3")).toFixed(1)}×`;
  const rows = names.map((name) => [
    name,
    ...SIZES.map((size) => times(ratio(defined, name, size))),
    ...asked.map((label) => times(ratio(woven, name, label))),
    slower(name),
  ]);
  const head = ["speed over the class's", ...SIZES.map((size) => `n = ${size}`), ...asked, "interpreted, time"];
  const range = (candidate) => {
    const values = cold.map(({ times: taken }) => taken[candidate].median / 1e6);
    return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} ms`;
  };
  return [head, ["---", ...head.slice(1).map(() => "---:")], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .concat(
      "",
      "On allocated float32 arrays, with options at n = 1e5; above 1× the defined rule is faster. The last column is how many times",
      "longer the interpreted rule takes than the class on the `js` backend, at n = 1e3. From the text to the end of the first update",
      `a fresh process of Node needs ${range("assembled")}, interpreted ${range("interpreted")}.`,
      "",
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${date}${quick ? ", quick run" : ""}`,
    )
    .join("\n");
}
