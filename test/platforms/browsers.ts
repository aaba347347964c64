import { chromium, chromiumWithoutWasm } from "./browsers/chromium.js";
import type { Engine } from "./browsers/engine.js";
import { example } from "./browsers/example.js";
import { firefox, firefoxWithoutWasm } from "./browsers/firefox.js";
import { rounds } from "./browsers/rounds.js";
import { tensorflow } from "./browsers/tensorflow.js";
import { visit, type Visit } from "./browsers/visit.js";
import { webkit, webkitSharing, webkitWithoutSimd, webkitWithoutWasm } from "./browsers/webkit.js";
import type { Check } from "./check.js";

export const browsers: readonly Check[] = [
  ...places(chromium, ["page", "worker", "service"]),
  ...places(firefox, ["page", "worker"]),
  ...places(webkit, ["page", "worker"]),
  without("WebAssembly", chromiumWithoutWasm),
  without("WebAssembly", firefoxWithoutWasm),
  without("WebAssembly", webkitWithoutWasm),
  without("SIMD", webkitWithoutSimd),
  ...threads(chromium),
  ...threads(firefox),
  ...threads(webkit, webkitSharing),
  ...memory(chromium),
  ...memory(firefox),
  ...memory(webkit),
  example,
  tensorflow,
  rounds,
];

/** Every place with and without a policy that forbids WebAssembly. */
function places(engine: Engine, names: readonly Visit["place"][]): Check[] {
  return names.flatMap((place) => {
    const title = `${engine.name} ${place === "service" ? "service worker" : place}`;
    return [
      check(engine, title, { place, task: "conform", backend: "wasm" }),
      check(engine, `${title}, CSP`, { place, task: "refused", backend: "js", policy: "script-src 'self'" }),
    ];
  });
}

function without(lacking: string, engine: Engine): Check {
  return check(engine, `${engine.name} page, no ${lacking}`, { place: "page", task: "refused", backend: "js" });
}

function threads(engine: Engine, sharing = engine): Check[] {
  const what = { place: "page", task: "threads", backend: "wasm" } as const;
  return [
    check(sharing, `${engine.name} page, two threads`, { ...what, isolated: true }),
    check(engine, `${engine.name} page, not isolated`, what),
  ];
}

function memory(engine: Engine): Check[] {
  return [
    check(engine, `${engine.name}, 10,000 optimizers`, { place: "page", task: "many", backend: "wasm" }),
    check(engine, `${engine.name}, 1,000 large dropped`, { place: "page", task: "dropped", backend: "wasm" }),
    check(engine, `${engine.name}, 6,000 dropped at once`, { place: "page", task: "burst", backend: "wasm" }),
    check(engine, `${engine.name}, map over the limit`, { place: "page", task: "over", backend: "wasm" }),
  ];
}

function check(engine: Engine, name: string, what: Visit): Check {
  return { name, missing: engine.missing, run: (project) => visit(engine, project, what) };
}
