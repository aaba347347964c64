import { Model } from "./model.js";

/** A model per user. When all places are taken, the user who was away longest loses theirs, and its memory is used again. */
export class Users {
  readonly #models = new Map<string, Model>();
  readonly #places: number;

  constructor(places: number) {
    if (!Number.isInteger(places) || places < 1)
      throw new RangeError(`MAX_USERS must be an integer ≥ 1, got ${places}`);
    this.#places = places;
  }

  find(id: string): Model | undefined {
    return this.#models.get(id);
  }

  /** The user's model, which now counts as the last used. */
  model(id: string): Model {
    const model = this.#take(id) ?? this.#free();
    this.#models.set(id, model);
    return model;
  }

  #free(): Model {
    if (this.#models.size < this.#places) return new Model();
    const [longestAway] = this.#models.keys();
    const model = this.#take(longestAway)!;
    model.forget();
    return model;
  }

  #take(id: string): Model | undefined {
    const model = this.#models.get(id);
    this.#models.delete(id);
    return model;
  }
}
