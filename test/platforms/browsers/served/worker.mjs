import { outcome } from "./tasks.mjs";

self.addEventListener("message", (event) => {
  const answered = outcome(event.data).then((result) => event.ports[0].postMessage(result));
  event.waitUntil?.(answered);
});
