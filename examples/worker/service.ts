import { answer } from "./refusal.js";

export { User } from "./user.js";

interface Env {
  readonly USERS: {
    idFromName(name: string): unknown;
    get(id: unknown): { fetch(request: Request): Promise<Response> };
  };
}

export default {
  /** Each user's Durable Object answers for itself. */
  async fetch(request: Request, { USERS }: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, id] = /^\/users\/([\w-]{1,64})(\/examples)?$/.exec(pathname) ?? [];
    if (id !== undefined) return USERS.get(USERS.idFromName(id)).fetch(request);
    return answer(404, { error: `no ${pathname}: there are GET /users/:id and POST /users/:id/examples` });
  },
};
