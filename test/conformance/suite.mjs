import { digestOfTraining } from "./suite/courses.mjs";
import { Digest } from "./suite/digest.mjs";
import { defined, digestOfDefined } from "./suite/defined.mjs";
import { digestOfDistributed } from "./suite/distributed.mjs";
import { digestOfFits } from "./suite/fits.mjs";
import { digestOfMatrices } from "./suite/matrices.mjs";
import { digestOfPartitions } from "./suite/partitions.mjs";
import { refusals } from "./suite/refusals.mjs";
import { digestOfSchedules } from "./suite/schedules.mjs";
import { digestOfSmall } from "./suite/small.mjs";
import { digestOfStates } from "./suite/states.mjs";
import { trainings } from "./suite/trainings.mjs";
import { digestOf } from "./suite/updates.mjs";

/**
 * Runs every optimizer over fixed inputs, with every option of the training loop and changes of its state, every schedule,
 * partitions, rules of matrices, rules of one's own, fits, small state and ranks of several, and digests all bits that come out. Plain ESM, for any runtime.
 *
 * @param library what library.mjs exports
 * @param rows which optimizers: [{ title: "Adam", options: { … } }]
 * @param place the backend of rules that are defined at run time, where it is not the others'
 * @returns {{ digest: string, backend: string, results: number, failures: string[] }}
 */
export function conform(library, rows, place) {
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
  for (const [name, part] of Object.entries({
    fits: digestOfFits,
    "own rules": digestOfDefined,
    "small state": digestOfSmall,
    partitions: digestOfPartitions,
    matrices: digestOfMatrices,
    distributed: digestOfDistributed,
  })) {
    const made = part(library);
    digest.take(made);
    const other = part(library, "js");
    if (other.text !== made.text) failures.push(`${name}: ${made.text}, js backend ${other.text}`);
  }
  for (const Own of defined(library)) {
    const { backend: found } = new Own();
    if (found !== (place ?? backend))
      failures.push(`${Own.name}, defined, runs on ${found}, expected ${place ?? backend}`);
  }
  return { digest: digest.text, backend, results: digest.count, failures };
}
