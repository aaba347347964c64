import { PATIENCE } from "../browsers/engine.js";

const good = { features: [0.5, -1, 0, 2], label: 1 };
const body = (change: object) => JSON.stringify({ ...good, ...change });

/** Method, path, body, the status and the start of the error that must come. */
const refused: readonly (readonly [string, string, string | undefined, number, string])[] = [
  ["POST", "/users/ann/examples", "{", 400, "the body is not JSON: "],
  ["POST", "/users/ann/examples", "", 400, "the body is not JSON: "],
  ["POST", "/users/ann/examples", "[1]", 400, "the body must be a JSON object"],
  ["POST", "/users/ann/examples", "null", 400, "the body must be a JSON object"],
  ["POST", "/users/ann/examples", "{}", 400, "label must be 0 or 1, got nothing"],
  ["POST", "/users/ann/examples", body({ label: true }), 400, "label must be 0 or 1, got true"],
  [
    "POST",
    "/users/ann/examples",
    body({ features: undefined }),
    400,
    "features must be an array of 4 numbers, got nothing",
  ],
  ["POST", "/users/ann/examples", body({ features: [1, 2, 3] }), 400, "features must be 4 numbers, got 3"],
  [
    "POST",
    "/users/ann/examples",
    body({ features: [1, 2, "3", 4] }),
    400,
    'features[2] must be a number in [-1000, 1000], got "3"',
  ],
  [
    "POST",
    "/users/ann/examples",
    body({}).replace("0.5", "1e999"),
    400,
    "features[0] must be a number in [-1000, 1000]",
  ],
  ["POST", "/users/ann/examples", body({ lable: 1 }), 400, 'unknown field "lable"'],
  [
    "POST",
    "/users/ann/examples",
    body({ features: Array(4_000).fill(1) }),
    413,
    "the body must have at most 4128 bytes",
  ],
  ["GET", "/users/ann/examples", undefined, 405, "/users/ann/examples takes POST, got GET"],
  ["DELETE", "/users/ann", undefined, 405, "/users/ann takes GET, got DELETE"],
  ["GET", "/", undefined, 404, "no /: "],
  ["GET", "/users/a%2Fb", undefined, 404, "no /users/a%2Fb: "],
  ["GET", "/users/ann", undefined, 404, "no user ann"],
];

/** What is wrong with the answers to bad requests. */
export async function badRequests(origin: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [method, path, sent, status, start] of refused) {
    const answered = await ask(origin, method, path, sent);
    const error = String(answered.json.error);
    if (answered.status !== status || !error.startsWith(start)) {
      problems.push(
        `${method} ${path} ${sent?.slice(0, 60) ?? ""}: ${answered.status} ${error}, expected ${status} ${start}`,
      );
    }
  }
  return problems;
}

/** Its calls for one user: examples of so many features, and what the model is then. */
function learning(origin: string, count: number) {
  const features = Array.from({ length: count }, (_, i) => good.features[i % 4]);
  return {
    async learn(user: string, label: number) {
      const { json } = await ask(origin, "POST", `/users/${user}/examples`, body({ features, label }));
      return json as { prediction: number; updates: number };
    },
    show: async (user: string) => (await ask(origin, "GET", `/users/${user}`)).json,
  };
}

/** What is wrong with the answers to good requests. */
export async function goodRequests(origin: string): Promise<string[]> {
  const { learn, show } = learning(origin, 4);
  const first = await learn("ann", 1);
  for (let i = 0; i < 60; i++) await learn(i % 2 ? "ann" : "bob", i % 2);
  const [ann, bob, bobs] = [await learn("ann", 1), await learn("bob", 0), await show("bob")];
  const expected: Record<string, boolean> = {
    "the first prediction is 0.5": first.prediction === 0.5 && first.updates === 1,
    "each user's updates are counted": ann.updates === 32 && bob.updates === 31,
    "each user's model learns its own label": ann.prediction > 0.9 && bob.prediction < 0.1,
    "GET shows four weights and a bias that moved": [bobs.weights, [bobs.bias]].flat().filter(Boolean).length === 4,
  };
  const got = JSON.stringify({ first, ann, bob, bobs });
  return Object.keys(expected).flatMap((what) => (expected[what] ? [] : [`not so: ${what}. Got ${got}`]));
}

/** What is wrong where a server ends in the midst of a training and another goes on from what it stored. */
export async function goingOn(count: number, serve: <T>(use: (origin: string) => Promise<T>) => Promise<T>) {
  const [first, other] = [`whole-${count}`, `halves-${count}`];
  const whole = await serve(async (origin) => {
    const { learn, show } = learning(origin, count);
    for (let i = 0; i < 8; i++) await learn(first, i % 2);
    for (let i = 0; i < 4; i++) await learn(other, i % 2);
    return show(first);
  });
  const halves = await serve(async (origin) => {
    const { learn, show } = learning(origin, count);
    for (let i = 4; i < 8; i++) await learn(other, i % 2);
    return show(other);
  });
  const [a, b] = [whole, halves].map((each) => JSON.stringify(each));
  const isRight = a === b && whole.updates === 8 && (whole.weights as number[]).length === count;
  return isRight ? [] : [`of ${count} features: stored and gone on ${b.slice(0, 200)}, at once ${a.slice(0, 200)}`];
}

async function ask(origin: string, method: string, path: string, sent?: string) {
  const response = await fetch(`${origin}${path}`, { method, body: sent, signal: AbortSignal.timeout(PATIENCE) });
  const text = await response.text();
  return { status: response.status, json: asJson(text) };
}

function asJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { error: `not JSON: ${text.slice(0, 100)}` };
  }
}
