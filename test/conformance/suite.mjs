import { digestOfTraining } from "./suite/courses.mjs";
import { Digest } from "./suite/digest.mjs";
import { digestOfFits } from "./suite/fits.mjs";
import { refusals } from "./suite/refusals.mjs";
import { digestOfSchedules } from "./suite/schedules.mjs";
import { digestOfStates } from "./suite/states.mjs";
import { trainings } from "./suite/trainings.mjs";
import { digestOf } from "./suite/updates.mjs";

/**
 * Runs every optimizer over fixed inputs, with every option of the training loop and changes of its state, every schedule,
 * and fits, and digests all bits that come out. Plain ESM, for any runtime.
 *
 * @param library what library.mjs exports
 * @param rows which optimizers: [{ title: "Adam", options: { … } }]
 * @returns {{ digest: string, backend: string, results: number, failures: string[] }}
 */
export function conform(library, rows) {
  const failures = [];
  const digest = new Digest();
  const { backend } = new library[rows[0].title]();
  for (const { title, options } of rows) {
    const parts = { "its options": digestOf, state: digestOfStates, ...trainings };
    for (const [name, part] of Object.entries(parts)) {
      const training = typeof part === "function" ? part : (...made) => digestOfTraining(name, part, ...made);
      const own = training(library[title], options, library, failures);
      digest.take(own);
      if (backend === "js") continue;
      const js = training(library[title], { ...options, backend: "js" }, library, failures);
      if (js.text !== own.text)
        failures.push(`${title} ${JSON.stringify(options)}, ${name}: ${own.text}, js backend ${js.text}`);
    }
    for (const each of refusals) {
      const failure = each(library[title], options);
      if (failure) failures.push(`${title}: ${failure}`);
    }
  }
  digest.take(digestOfSchedules(library));
  const fits = digestOfFits(library);
  digest.take(fits);
  const other = digestOfFits(library, "js");
  if (other.text !== fits.text) failures.push(`fits: ${fits.text}, js backend ${other.text}`);
  return { digest: digest.text, backend, results: digest.count, failures };
}
