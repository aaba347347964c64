import type { Program } from "./program.js";
import { Run, type Divergence } from "./run.js";

/** A program in which the library parts from the model. */
export interface Failure extends Divergence {
  readonly program: Program;
}

export function run(program: Program): Failure | undefined {
  const machine = new Run(program);
  for (const call of program.calls) {
    const what = machine.call(call);
    if (what) return { program, what, lines: machine.lines };
  }
  return undefined;
}

/** The failure of a program, if it has one, with as little in it as one can leave out at a time. */
export function shrink(program: Program): Failure | undefined {
  let failure = run(program);
  for (let again = failure !== undefined; failure && again;) {
    again = false;
    for (const smaller of smallerThan(failure.program)) {
      const found = tried(smaller);
      if (found === undefined) continue;
      failure = found;
      again = true;
      break;
    }
  }
  return failure;
}

/** Without an option others may make no sense any more. */
function tried(program: Program): Failure | undefined {
  try {
    return run(program);
  } catch {
    return undefined;
  }
}

/** One call less, one option less, one group less, fewer elements. */
function* smallerThan(program: Program): Generator<Program> {
  const { calls, options, groups, parameters } = program;
  for (let k = calls.length; k-- > 0;) yield { ...program, calls: calls.toSpliced(k, 1) };
  for (let k = 0; k < groups.length; k++) yield { ...program, groups: groups.toSpliced(k, 1) };
  for (const name of Object.keys(options)) {
    yield { ...program, options: Object.fromEntries(Object.entries(options).filter(([each]) => each !== name)) };
  }
  for (const [k, each] of parameters.entries()) {
    if (each.length > each.width) yield { ...program, parameters: parameters.with(k, { ...each, length: each.width }) };
  }
  for (const [k, call] of calls.entries()) {
    if (call.do !== "update") continue;
    for (let j = 0; j < call.grads.length; j++) {
      yield { ...program, calls: calls.with(k, { ...call, grads: call.grads.toSpliced(j, 1) }) };
    }
  }
}

export function textOf({ program, what, lines }: Failure): string {
  return [`program ${program.seed}:`, ...lines, what].join("\n");
}
