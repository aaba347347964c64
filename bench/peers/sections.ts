import manifest from "../../package.json" with { type: "json" };
import { load as loadBuild, rowOf } from "../harness/build.js";
import { medians, type Contest, type Section } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { timed, type Block } from "../harness/measure.js";
import { MAP, array, seededMap, type Shape } from "../harness/shapes.js";
import { figure } from "../harness/text.js";
import { brain } from "./brain.js";
import { check } from "./correctness.js";
import { jax } from "./jax.js";
import { NAMES, versionOf, type Contestant, type Name, type Peer, type Setting } from "./peer.js";
import { pytorch } from "./pytorch.js";
import { ruvector } from "./ruvector.js";
import { convnet, toygrad } from "./stills.js";
import { tensorflow } from "./tensorflow.js";

const OURS = "optim-wasm";

/** This library on allocated arrays. */
async function ours(): Promise<Peer> {
  const build = await loadBuild();
  return {
    optimizers: NAMES,
    adam: "eps hat",
    remarks: "Float32Array",
    make(name, initial, setting) {
      const options = Object.fromEntries(Object.entries(setting).filter(([option]) => option in rowOf(name).defaults));
      const optimizer = build.create(rowOf(name), options);
      const { params, grads } = optimizer.allocate(Object.fromEntries(initial.map((values, k) => [`W${k}`, values])));
      return {
        feed: (given) => given.forEach((values, k) => grads[`W${k}`].set(values)),
        step: () => optimizer.update(params, grads),
        read: () => Object.values(params),
      };
    },
  };
}

/** How each is reached: loading may fail where it does not install or run. */
const entries: readonly (readonly [name: string, version: string, load: () => Promise<Peer>])[] = [
  [OURS, manifest.version, ours],
  ["tfjs-wasm", versionOf("@tensorflow/tfjs-backend-wasm"), () => tensorflow("wasm")],
  ["tfjs-cpu", versionOf("@tensorflow/tfjs-backend-cpu"), () => tensorflow("cpu")],
  ["jax-js", versionOf("@jax-js/jax"), jax],
  ["ruvector", versionOf("@ruvector/attention-wasm"), ruvector],
  ["toygrad", versionOf("toygrad"), toygrad],
  ["convnetjs", versionOf("convnetjs"), convnet],
  ["brain.js", versionOf("brain.js"), brain],
  ["js-pytorch", versionOf("js-pytorch"), pytorch],
];
export const opponents: readonly string[] = entries.map(([name]) => name).filter((name) => name !== OURS);

/** Those that run here. */
const running = new Map<string, Peer>();
const failures = new Map<string, string>();

export const correctness: Section = {
  name: "correctness",
  async *cases({ only }) {
    for (const [name, version, load] of entries.filter(([peer]) => only === undefined || [OURS, only].includes(peer))) {
      const peer = await load().catch((error: Error) => error);
      if (peer instanceof Error) failures.set(name, peer.message.split("\n")[0]);
      else running.set(name, peer);
      console.log(`${name} ${version}: ${peer instanceof Error ? "DOES NOT RUN" : peer.remarks}`);
      for (const optimizer of running.get(name)?.optimizers ?? [""]) {
        yield { optimizer, element: "f32", label: `${name} ${version}`, n: 300, over: "", candidates: () => ({}) };
      }
    }
  },
  judge({ optimizer, label }) {
    const [name] = label.split(" ");
    const peer = running.get(name);
    if (peer === undefined) return { note: `does not run: ${failures.get(name)}` };
    const { error, finding } = check(peer, optimizer as Name);
    return { figures: { error }, note: finding };
  },
  tables: [
    {
      title: "Whether they compute what they say",
      text: "The largest error after 10 steps against float64, as a share of the largest distance the rule moves a parameter.",
      columns: [
        ["peer and version", ({ label }) => label],
        ["optimizer", ({ optimizer }) => optimizer],
        ["error", figure("error", (value) => value.toExponential(0))],
        ["rule", ({ note = "" }: Contest) => note],
      ],
    },
  ],
};

const sizes = [MAP, ...["1e3", "1e4", "1e5", "1e6", "1e7"].map((label) => array(label))];
const LEFT_OUT_IF_QUICK = ["1e4", "1e7"];
const SETTING: Setting = { lr: 0.001, momentum: 0.9, beta1: 0.9, beta2: 0.999, eps: 1e-7 };
/** A step of more milliseconds is not measured; nor is one at the next size, if it would take that. */
const LIMIT = 10_000;

/** Whose times over ours are asked to be at least so much. */
const ASKED: readonly { readonly peer: string; readonly of: Name; readonly at: string; readonly least: number }[] = [
  { peer: "tfjs-wasm", of: "adam", at: MAP.label, least: 1000 },
  { peer: "tfjs-cpu", of: "adam", at: MAP.label, least: 1000 },
  { peer: "tfjs-wasm", of: "adam", at: "1e5", least: 6 },
  { peer: "tfjs-wasm", of: "momentum", at: "1e5", least: 2.5 },
  { peer: "tfjs-wasm", of: "sgd", at: "1e5", least: 1.6 },
];

/** Milliseconds per parameter on the largest map so far, by optimizer and peer. */
const pace = new Map<string, number>();

export const speed: Section = {
  name: "peers",
  *cases({ quick }) {
    for (const optimizer of NAMES) {
      for (const shape of sizes.filter(({ label }) => !quick || !LEFT_OUT_IF_QUICK.includes(label))) {
        const n = shape.tensors * shape.length;
        const able = [...running].filter(([, peer]) => peer.optimizers.includes(optimizer));
        const tooLong = (name: string) => (pace.get(`${optimizer} ${name}`) ?? 0) * n > LIMIT;
        const contestants: Contestant[] = [];
        const blockOf = (name: string, peer: Peer) => (tooLong(name) ? () => Infinity : block(peer, optimizer, shape, contestants));
        const candidates = () => Object.fromEntries(able.map(([name, peer]) => [name, blockOf(name, peer)]));
        yield { optimizer, element: "f32", label: shape.label, n, over: OURS, candidates };
        for (const contestant of contestants) {
          contestant.enter?.();
          contestant.dispose?.();
        }
      }
    }
  },
  judge({ optimizer, times, ratios, n, label }) {
    if (label !== MAP.label) for (const [name, { median }] of Object.entries(times)) pace.set(`${optimizer} ${name}`, median / 1e6 / n);
    const here = ASKED.filter(({ peer, of, at }) => of === optimizer && at === label && peer in ratios);
    const what = (peer: string) => `${peer}'s time over ours, n = ${label}`;
    return { asked: here.map(({ peer, least }) => ({ what: what(peer), least, value: ratios[peer].median })) };
  },
  rivals: ({ ratios }) => medians(ratios),
  tables: [
    {
      title: "Against what a user would take instead",
      text: "How many times longer a step takes than here on allocated arrays; every peer with its own resident arrays.",
      columns: [["optimizer", ({ optimizer }) => optimizer], ["n", ({ label }) => label]],
      everyone: true,
    },
  ],
};

function block(peer: Peer, optimizer: Name, shape: Shape, contestants: Contestant[]): Block {
  const values = (seed: number) => Object.values(seededMap(shape, seed)) as Float32Array[];
  const contestant = peer.make(optimizer, values(1), SETTING);
  contestant.feed(values(2));
  contestants.push(contestant);
  return timed(repeated("contestant.step();", { contestant }), contestant.enter);
}
