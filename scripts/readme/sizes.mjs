// The package's weight in a bundle as a table.
const WORDS = {
  en: {
    bytes: "bytes",
    labels: {},
    started: (ms, node) =>
      `Start-up, import and first update, beyond that of an empty process: ${ms} ms (median, Node ${node}).`,
  },
  ko: {
    bytes: "바이트",
    labels: {
      everything: "전부",
      "`optim-wasm.min.js`, for script tags": "`optim-wasm.min.js`, script 태그용",
      "Adam's kernels alone (`.wasm`, float32)": "Adam의 커널만 (`.wasm`, float32)",
    },
    started: (ms, node) => `가져오기부터 첫 갱신까지, 빈 프로세스에 더해지는 시간: ${ms} ms (중앙값, Node ${node}).`,
  },
};

export function sizeTable(sizes, { medianMs, node }, language = "en") {
  const { bytes, labels, started } = WORDS[language];
  const rows = Object.entries(sizes).map(
    ([what, { raw, gzip, brotli }]) => `| ${labels[what] ?? what} | ${raw} | ${gzip} | ${brotli} |`,
  );
  return [
    `| ${bytes} | raw | gzip | brotli |`,
    "| --- | ---: | ---: | ---: |",
    ...rows,
    "",
    started(medianMs.toFixed(1), node),
  ].join("\n");
}
