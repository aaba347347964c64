import { medians, named, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import type { Block } from "../harness/measure.js";
import { MAP, array, mapOf, seededArrays, type Shape } from "../harness/shapes.js";
import { OPTIMIZER, SIZE, figure } from "../harness/text.js";
import { check } from "./correctness.js";
import { NAMES, type Contestant, type Make, type Name, type Peer, type Setting } from "./peer.js";
import { OURS, peers } from "./peers.js";

export const opponents: readonly string[] = peers.map(({ name }) => name).filter((name) => name !== OURS);

/** Those that run here. */
const running = new Map<Peer, Make>();

export const correctness: Section = {
  name: "correctness",
  async *cases({ only }) {
    for (const peer of peers.filter(({ name }) => only === undefined || [OURS, only].includes(name))) {
      const { name, version, remarks } = peer;
      const made = await peer.load().catch((error: Error) => error);
      if (!(made instanceof Error)) running.set(peer, made);
      console.log(`${name} ${version}: ${made instanceof Error ? `DOES NOT RUN: ${made.message}` : remarks}`);
      for (const optimizer of made instanceof Error ? [] : peer.optimizers) {
        const shape = { ...mapOf(3, 100), label: `${name} ${version}` };
        yield { ...named(optimizer, shape), over: "", candidates: () => ({}) };
      }
    }
  },
  judge({ optimizer, label }) {
    const [peer, make] = [...running].find(([{ name, version }]) => label === `${name} ${version}`) as [Peer, Make];
    const { error, finding } = check(peer, make, optimizer as Name);
    return { figures: { error }, note: finding };
  },
  tables: {
    correctness: {
      columns: [
        ["peer and version", ({ label }) => label],
        OPTIMIZER,
        ["error", figure("error", (value) => value.toExponential(0))],
        ["rule", ({ note = "" }) => note],
      ],
    },
  },
};

const sizes = [MAP, ...["1e3", "1e4", "1e5", "1e6", "1e7"].map((label) => array(label))];
const LEFT_OUT_IF_QUICK = ["1e4", "1e7"];
const SETTING: Setting = { lr: 0.001, momentum: 0.9, beta1: 0.9, beta2: 0.999, eps: 1e-7 };
/** A step of more nanoseconds is not measured at the next size. */
const LIMIT = 10e9;

/** Nanoseconds per parameter on the largest map so far, by optimizer and peer. */
const pace = new Map<string, number>();

export const speed: Section = {
  name: "peers",
  *cases({ quick }) {
    for (const optimizer of NAMES) {
      const able = [...running].filter(([peer]) => peer.optimizers.includes(optimizer));
      for (const shape of sizes.filter(({ label }) => !quick || !LEFT_OUT_IF_QUICK.includes(label))) {
        const one = named(optimizer, shape);
        const contestants: Contestant[] = [];
        const blockOf = (name: string, make: Make) => {
          if ((pace.get(`${optimizer} ${name}`) ?? 0) * one.n > LIMIT) return undefined;
          const contestant = make(seededArrays(shape, 1), SETTING, optimizer);
          contestants.push(contestant);
          return block(contestant, shape);
        };
        const candidates = () => Object.fromEntries(able.map(([{ name }, make]) => [name, blockOf(name, make)]));
        yield { ...one, over: OURS, candidates };
        for (const contestant of contestants) {
          contestant.enter?.();
          contestant.dispose?.();
        }
      }
    }
  },
  judge({ optimizer, times, n, label }) {
    if (label === MAP.label) return {};
    for (const [name, { median }] of Object.entries(times)) pace.set(`${optimizer} ${name}`, median / n);
    return {};
  },
  rivals: ({ ratios }) => medians(ratios),
  tables: { peers: { columns: [OPTIMIZER, SIZE], everyone: true } },
};

/** Entering is not in the time. */
function block(contestant: Contestant, shape: Shape): Block {
  const grads = seededArrays(shape, 2);
  contestant.grads.forEach((place, k) => place.set(grads[k]));
  const steps = repeated("contestant.step();", { contestant });
  return (repeat) => {
    contestant.enter?.();
    const begin = process.hrtime.bigint();
    steps(repeat);
    return Number(process.hrtime.bigint() - begin);
  };
}
