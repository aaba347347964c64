import { medians, named, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { after } from "../harness/measure.js";
import { MAP, array, mapOf, seededArrays, type Shape } from "../harness/shapes.js";
import { OPTIMIZER, SIZE, figure } from "../harness/text.js";
import { check } from "./correctness.js";
import { NAMES, type Contestant, type Make, type Name, type Peer, type Setting } from "./peer.js";
import { OURS, peers } from "./peers.js";

export const opponents: readonly string[] = peers.map(({ name }) => name).filter((name) => name !== OURS);

/** Those that run here, by name and version. */
const running = new Map<string, readonly [Peer, Make]>();

export const correctness: Section = {
  name: "correctness",
  async *cases({ only }) {
    for (const peer of peers.filter(({ name }) => only === undefined || [OURS, only].includes(name))) {
      const label = `${peer.name} ${peer.version}`;
      const made = await peer.load().catch((error: Error) => error);
      const runs = !(made instanceof Error);
      console.log(`${label}: ${runs ? peer.remarks : `DOES NOT RUN: ${made.message}`}`);
      if (!runs) continue;
      running.set(label, [peer, made]);
      for (const optimizer of peer.optimizers) {
        yield { ...named(optimizer, { ...mapOf(3, 100), label }), over: "", candidates: () => ({}) };
      }
    }
  },
  judge({ optimizer, label }) {
    const [peer, make] = running.get(label) as [Peer, Make];
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

export const speed: Section = {
  name: "peers",
  *cases({ quick }) {
    for (const optimizer of NAMES) {
      const able = [...running.values()].filter(([peer]) => peer.optimizers.includes(optimizer));
      for (const shape of sizes.filter(({ label }) => !quick || !LEFT_OUT_IF_QUICK.includes(label))) {
        const one = named(optimizer, shape);
        const contestants: Contestant[] = [];
        const blockOf = ([{ name, most = Infinity }, make]: readonly [Peer, Make]) => {
          if (one.n > most) return [name, undefined];
          const contestant = fed(make(seededArrays(shape, 1), SETTING, optimizer), shape);
          contestants.push(contestant);
          return [name, after(() => contestant.enter?.(), repeated("contestant.step();", { contestant }))];
        };
        yield { ...one, over: OURS, candidates: () => Object.fromEntries(able.map(blockOf)) };
        for (const contestant of contestants) {
          contestant.enter?.();
          contestant.dispose?.();
        }
      }
    }
  },
  rivals: ({ ratios }) => medians(ratios),
  tables: { peers: { columns: [OPTIMIZER, SIZE], everyone: true } },
};

function fed(contestant: Contestant, shape: Shape): Contestant {
  const grads = seededArrays(shape, 2);
  contestant.grads.forEach((place, k) => place.set(grads[k]));
  return contestant;
}
