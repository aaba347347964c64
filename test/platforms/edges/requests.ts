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
    "the body must have at most 4096 bytes",
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

/** What is wrong with the answers to good requests, of three users where there is room for two. */
export async function goodRequests(origin: string): Promise<string[]> {
  const learn = async (user: string, label: number) => {
    const { json } = await ask(origin, "POST", `/users/${user}/examples`, body({ label }));
    return json as { prediction: number; updates: number };
  };
  const first = await learn("ann", 1);
  for (let i = 0; i < 60; i++) await learn(i % 2 ? "ann" : "bob", i % 2);
  const [ann, bob] = [await learn("ann", 1), await learn("bob", 0)];
  const shown = await ask(origin, "GET", "/users/bob");
  await learn("cho", 1);
  const [gone, stays, fresh] = [await ask(origin, "GET", "/users/ann"), await learn("bob", 0), await learn("cho", 1)];
  const expected: Record<string, boolean> = {
    "the first prediction is 0.5": first.prediction === 0.5 && first.updates === 1,
    "each user's updates are counted": ann.updates === 32 && bob.updates === 31,
    "each user's model learns its own label": ann.prediction > 0.9 && bob.prediction < 0.1,
    "GET shows four weights and a bias that moved":
      [shown.json.weights, [shown.json.bias]].flat().filter(Boolean).length === 4,
    "the user longest away makes room": gone.status === 404,
    "the other user stays": stays.updates === 32,
    "a new user in used memory starts afresh": fresh.updates === 2 && fresh.prediction > 0.5 && fresh.prediction < 0.7,
  };
  const got = JSON.stringify({ first, ann, bob, shown: shown.json, gone, stays, fresh });
  return Object.keys(expected).flatMap((what) => (expected[what] ? [] : [`not so: ${what}. Got ${got}`]));
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
