// Fits against loops by hand and other libraries as a table.
export function fitTable({ date, machine: { cpu, cores, node }, contests }) {
  return [
    "| what | who | time | over the first | evaluations |",
    "| --- | --- | ---: | ---: | ---: |",
    ...contests.flatMap(({ title, times, evaluations }) => {
      const [first] = Object.values(times);
      return Object.entries(times).map(([name, time], k) =>
        row(k === 0 ? title : "", name, duration(time), `${(time / first).toFixed(2)}×`, evaluations?.[name] ?? ""),
      );
    }),
    "",
    `${cpu}, ${cores} cores, Node ${node}, ${date}.`,
  ].join("\n");
}

function row(...cells) {
  return `| ${cells.join(" | ")} |`;
}

/** Of microseconds, three digits. */
function duration(time) {
  if (time < 1000) return `${time.toPrecision(3)} µs`;
  return `${(time / 1000).toFixed(time < 100_000 ? 1 : 0)} ms`;
}
