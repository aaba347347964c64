// The package's weight in a bundle as a table.
export function sizeTable(sizes, { medianMs, node }) {
  const rows = Object.entries(sizes).map(
    ([what, { raw, gzip, brotli }]) => `| ${what} | ${raw} | ${gzip} | ${brotli} |`,
  );
  return [
    "| bytes | raw | gzip | brotli |",
    "| --- | ---: | ---: | ---: |",
    ...rows,
    "",
    `Start-up, import and first update, beyond that of an empty process: ${medianMs.toFixed(1)} ms (median, Node ${node}).`,
  ].join("\n");
}
