import { ThreadPool } from "optim-wasm/threads";
import { fetchDigits, type AllDigits } from "./data.js";
import type { Plan, Report, Request } from "./messages.js";
import { BATCH, Trainer } from "./trainer.js";

/** What a worker has of its page. */
interface Scope {
  postMessage(report: Report): void;
  addEventListener(type: "message", listen: (event: { data: Request }) => void): void;
}

/** Milliseconds of training between two looks for messages. */
const SLICE = 60;
/** Steps between two tests. */
const TEST_EVERY = 40;

const page = globalThis as unknown as Scope;
const ready = fetchDigits(new URL("digits.bin", import.meta.url));
let trainer: Trainer | undefined;
let pool: ThreadPool | undefined;
let running = false;
/** Each request is answered after the one before. */
let queue = ready.then(greet).catch(complain);

page.addEventListener("message", ({ data }) => {
  queue = queue.then(async () => answer(data, await ready)).catch(complain);
});

function greet({ test }: AllDigits): void {
  page.postMessage({
    kind: "ready",
    images: Uint8Array.from(test.images, (pixel) => Math.round(255 * pixel)),
    labels: test.labels.slice(),
  });
}

function complain(error: unknown): void {
  running = false;
  page.postMessage({ kind: "problem", message: error instanceof Error ? error.message : String(error) });
}

async function answer(request: Request, digits: AllDigits): Promise<void> {
  if (request.kind === "begin" || request.kind === "switch") await take(request.kind, request.plan, digits);
  else if (trainer === undefined) return;
  else if (request.kind === "run") run(request.on);
  else if (request.kind === "save") page.postMessage({ kind: "file", step: trainer.step, bytes: trainer.save() });
  else if (request.kind === "read") page.postMessage({ kind: "read", probabilities: trainer.read(request.pixels) });
  else {
    trainer.load(request.bytes);
    tell("loaded");
  }
}

async function take(kind: "begin" | "switch", plan: Plan, digits: AllDigits): Promise<void> {
  const old = pool;
  pool = plan.threads > 1 && plan.backend === "wasm" ? await ThreadPool.start({ threads: plan.threads }) : undefined;
  if (kind === "switch" && trainer) trainer.switchTo(plan, pool);
  else {
    running = false;
    trainer = new Trainer(digits, plan, pool);
  }
  old?.stop();
  tell(kind === "begin" ? "begun" : "switched");
}

function tell(kind: "begun" | "loaded" | "switched"): void {
  const { step, steps, backend, lr } = trainer!;
  page.postMessage({ kind, step, steps, backend, threads: pool?.threads ?? 1, lr });
  examine();
}

function run(on: boolean): void {
  const begins = on && !running;
  running = on;
  if (begins) slice();
  else if (!on) examine();
}

/** Trains for a while, tells of it and lets messages come. */
function slice(): void {
  const now = trainer!;
  const start = performance.now();
  const losses: number[] = [];
  let time = 0;
  let end = start;
  while (now.step < now.steps && end - start < SLICE && (losses.length === 0 || now.step % TEST_EVERY !== 0)) {
    const made = now.advance();
    losses.push(made.loss);
    time += made.time;
    end = performance.now();
  }
  const count = losses.length;
  if (count > 0) {
    const digitsPerSecond = (1000 * count * BATCH) / Math.max(end - start, 1e-3);
    page.postMessage({
      kind: "progress",
      step: now.step,
      losses,
      digitsPerSecond,
      microseconds: (1000 * time) / count,
      lr: now.lr,
    });
  }
  if (now.step % TEST_EVERY === 0 || now.step >= now.steps) examine();
  if (now.step >= now.steps) {
    running = false;
    page.postMessage({ kind: "ended", step: now.step });
    return;
  }
  setTimeout(() => {
    queue = queue.then(() => (running && trainer === now ? slice() : undefined)).catch(complain);
  });
}

function examine(): void {
  const { step } = trainer!;
  const guesses = trainer!.guesses();
  void ready.then((digits) => {
    const { labels } = digits.test;
    const right = labels.filter((label, k) => label === guesses[k]).length;
    page.postMessage({ kind: "tested", step, accuracy: right / labels.length, guesses });
  });
}
