import * as library from "../library.mjs";
import { rows } from "../rows.mjs";
import { conform } from "../suite.mjs";
import { burst, dropped, many, over } from "./memory.mjs";
import { refused } from "./refused.mjs";

const tasks = {
  conform: () => conform(library, rows),
  refused: () => refused(library, conform(library, rows)),
  many: () => many(library),
  dropped: () => dropped(library),
  burst: () => burst(library),
  over: () => over(library),
  threads: async () => (await import("./threads-task.mjs")).threads(library, rows),
};

/** What a task found; whatever it throws is a failure. */
export async function outcome(task) {
  try {
    const { backend } = new library.Adam();
    return { backend, ...(await tasks[task]()) };
  } catch (error) {
    return { backend: "", failures: [`threw ${error}`] };
  }
}
