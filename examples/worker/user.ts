import { readExample } from "./example.js";
import { Model } from "./model.js";
import { readPieces, writePieces, type Storage } from "./pieces.js";
import { answer, Refusal } from "./refusal.js";

interface State {
  readonly storage: Storage;
  blockConcurrencyWhile(begin: () => Promise<void>): unknown;
}

interface Env {
  /** How many features an example has. */
  readonly FEATURES: string;
}

/** A Durable Object: a user's model, in memory while there are requests, and in storage after each that changed it. */
export class User {
  readonly #storage: Storage;
  readonly #model: Model;

  constructor(state: State, env: Env) {
    this.#storage = state.storage;
    this.#model = new Model(Number(env.FEATURES));
    void state.blockConcurrencyWhile(async () => {
      const file = await readPieces(this.#storage, "model");
      if (file) this.#model.load(file);
    });
  }

  async fetch(request: Request): Promise<Response> {
    try {
      return await this.#route(request);
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  }

  async #route(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const method = pathname.endsWith("/examples") ? "POST" : "GET";
    if (request.method !== method)
      throw new Refusal(405, `${pathname} takes ${method}, got ${request.method}`, { allow: method });
    return method === "POST" ? this.#learn(request) : this.#show(pathname);
  }

  async #learn(request: Request): Promise<Response> {
    const model = this.#model;
    const { features, label } = await readExample(request, model.features);
    const prediction = model.learn(features, label);
    const { updates } = model;
    await writePieces(this.#storage, "model", model.save());
    return answer(200, { prediction, updates });
  }

  #show(pathname: string): Response {
    const { weights, bias, updates } = this.#model;
    if (updates === 0) throw new Refusal(404, `no user ${pathname.split("/")[2]}`);
    return answer(200, { weights, bias, updates });
  }
}
