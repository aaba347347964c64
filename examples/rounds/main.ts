import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { credsAuthenticator } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { member } from "./member.js";

const HELP = `npx tsx examples/rounds/main.ts [options]

A member of a training in rounds, over a nats-server with JetStream (nats-server -js).

  --name A        the member's name (default: node- and a number)
  --server URL    the server (default 127.0.0.1:4222; tls://host:4222 for TLS)
  --creds FILE    what the server knows the member by (default: none)
  --run NAME      the run (default spirals)
  --rounds N      ends after round N of the run (default 30)
  --every N       steps in a round (default 200)
  --quorum N      differences that a round needs (default 2)
  --deadline MS   how long a round waits for the absent (default 3000)
  --pause MS      time between steps, to look at it (default 1)
  --help          this text`;

const NUMBERS = ["rounds", "every", "quorum", "deadline", "pause"] as const;
type Numbers = (typeof NUMBERS)[number];

const text = (value: string) => ({ type: "string", default: value }) as const;

try {
  const { values } = parseArgs({
    options: {
      name: text(`node-${process.pid}`),
      server: text("127.0.0.1:4222"),
      creds: { type: "string" },
      run: text("spirals"),
      rounds: text("30"),
      every: text("200"),
      quorum: text("2"),
      deadline: text("3000"),
      pause: text("1"),
      help: { type: "boolean" },
    },
  });
  if (values.help) console.log(HELP);
  else await train(values);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

async function train(values: Record<"name" | "server" | "run" | Numbers, string> & { creds?: string }): Promise<void> {
  const [rounds, every, quorum, deadline, time] = NUMBERS.map((name) => number(name, values[name]));
  const authenticator = values.creds ? credsAuthenticator(readFileSync(values.creds)) : undefined;
  const connection = await connect({
    servers: values.server,
    maxReconnectAttempts: -1,
    ...(authenticator && { authenticator }),
  });
  const { ends, stop } = member(connection, {
    name: values.name,
    run: values.run,
    rounds,
    every,
    quorum,
    deadline,
    onShown: ({ round, loss, members, leftOut, digest }) => {
      const out = leftOut.map(({ name, reason }) => `${name} (${reason})`).join(", ");
      const line = `round ${round}  loss ${loss.toFixed(4)}  weights ${digest}  of ${members.join(", ")}`;
      console.log(out ? `${line}  without ${out}` : line);
    },
    onLeftOut: () => {},
    onWaiting: (missing, ready) =>
      console.log(`waiting: ready ${ready.join(", ") || "none"}, missing ${missing.join(", ") || "somebody more"}`),
    between: time > 0 ? () => new Promise((resolve) => setTimeout(resolve, time)) : undefined,
  });
  process.once("SIGINT", stop);
  try {
    await ends;
  } finally {
    await connection.close();
  }
}

function number(name: string, given: string): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number, got ${given}`);
  return value;
}
