// One step against what a user would take instead, and where it loses, as a table.
import { rivalsOf } from "./rivals.mjs";

const SIZES = ["1e3", "1e5", "1e7"];

const WORDS = {
  en: {
    step: (optimizer) => `a step of ${optimizer}`,
    machine: "machine",
    labels: {},
    said: (allocated, own) => [
      "How many times longer they take than here on allocated float32 arrays; below 1× they are faster. By hand: the fastest of",
      `several loops. On 16 numbers that takes ${allocated} as long as here, and on your own arrays ${own}.`,
    ],
    to: " to ",
  },
  ko: {
    step: (optimizer) => `${optimizer} 한 단계`,
    machine: "기계",
    labels: {
      "JavaScript by hand": "손으로 쓴 JavaScript",
      "PyTorch, 1 thread": "PyTorch, 스레드 1개",
      "PyTorch, 2 threads": "PyTorch, 스레드 2개",
    },
    said: (allocated, own) => [
      "여기서 `allocate`한 float32 배열보다 몇 배 오래 걸리는지를 나타내며, 1×보다 작으면 그쪽이 더 빠릅니다. 손으로 쓴 JavaScript는 여러",
      `반복문 가운데 가장 빠른 것입니다. 수가 16개뿐이면 그 반복문은 여기의 ${allocated}, 직접 만든 배열에서는 ${own}만큼 걸립니다.`,
    ],
    to: "~",
  },
};

export function fastTable({ bench, peers, native }, language = "en") {
  const words = WORDS[language];
  const sections = { ...bench.sections, ...peers.sections, ...native.sections };
  const machines = new Map([bench, peers, native].flatMap((run) => Object.values(run.sections).map((s) => [s, run])));
  const optimizer = peers.sections.peers.toSorted((a, b) => count(b) - count(a))[0].optimizer;
  const rows = rivalsOf(sections).map(({ label, contests, ratio }) => {
    const cells = SIZES.map((size) => {
      const found = find(contests, optimizer, size);
      const value = found && ratio(found);
      return value === undefined ? "–" : times(value);
    });
    return [words.labels[label] ?? label, ...cells, machines.get(contests).machine.cpu];
  });
  const head = [words.step(optimizer), ...SIZES.map((size) => `n = ${size}`), words.machine];
  const small = bench.sections.javascript.filter(({ element, label }) => element === "f32" && label === "16");
  return [head, ["---", ...SIZES.map(() => "---:"), "---"], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .concat("", ...words.said(range(small, "ratioAllocated", words), range(small, "ratioCaller", words)))
    .join("\n");
}

function count({ times: measured }) {
  return Object.keys(measured).length;
}

function find(contests, optimizer, size) {
  return contests.find((one) => one.optimizer === optimizer && one.element === "f32" && one.label === size);
}

function range(cells, name, { to }) {
  const ratios = cells.map(({ figures }) => figures[name]);
  return `${times(Math.min(...ratios))}${to}${times(Math.max(...ratios))}`;
}

function times(ratio) {
  return `${ratio.toFixed(ratio < 1 ? 2 : ratio < 10 ? 1 : 0)}×`;
}
