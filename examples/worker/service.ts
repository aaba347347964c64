import { readExample } from "./example.js";
import { answer, Refusal } from "./refusal.js";
import { Users } from "./users.js";

interface Env {
  readonly MAX_USERS: string;
}

let users: Users | undefined;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    users ??= new Users(Number(env.MAX_USERS));
    try {
      return await route(request, users);
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  },
};

async function route(request: Request, known: Users): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, id, examples] = /^\/users\/([\w-]{1,64})(\/examples)?$/.exec(pathname) ?? [];
  if (id === undefined) throw new Refusal(404, `no ${pathname}: there are GET /users/:id and POST /users/:id/examples`);
  const method = examples === undefined ? "GET" : "POST";
  if (request.method !== method)
    throw new Refusal(405, `${pathname} takes ${method}, got ${request.method}`, { allow: method });
  return method === "POST" ? learn(request, known, id) : show(known, id);
}

async function learn(request: Request, known: Users, id: string): Promise<Response> {
  const { features, label } = await readExample(request);
  const model = known.model(id);
  const prediction = model.learn(features, label);
  return answer(200, { prediction, updates: model.updates });
}

function show(known: Users, id: string): Response {
  const model = known.find(id);
  if (model === undefined) throw new Refusal(404, `no user ${id}`);
  return answer(200, { weights: model.weights, bias: model.bias, updates: model.updates });
}
