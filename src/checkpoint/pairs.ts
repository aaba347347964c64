import { quote } from "../options/messages.js";
import type { Bytes } from "./header.js";
import { requireSame, type Whence } from "./entries.js";
import type { Loaded } from "./ways.js";

/** The type and length of a tensor. */
export interface Size {
  /** Bytes of an element. */
  readonly element: Bytes;
  readonly length: number;
}

/** Something of a parameter in a file: its name here, and what a message calls it. */
interface Item extends Size {
  readonly name: string;
  readonly label: string;
}

/** Matches a file with what is here by name, type and length, and notes what does not fit; unless in part, that is refused. */
export class Pairs {
  readonly #whence: Whence;
  readonly #partial: boolean;
  readonly #loaded = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #unexpected = new Set<string>();

  constructor(whence: Whence, partial = false) {
    this.#whence = whence;
    this.#partial = partial;
  }

  get names(): Loaded {
    return { loaded: [...this.#loaded], missing: [...this.#missing], unexpected: [...this.#unexpected] };
  }

  /** Those of the file that fit; `keeper` is who does not have a name. */
  fitting<Some extends Item>(items: readonly Some[], here: (name: string) => Size | undefined, keeper: string): Some[] {
    return items.filter((item) => {
      const { name, label } = item;
      const found = here(name);
      const fits = found?.element === item.element && found.length === item.length;
      if (!fits && !this.#partial) {
        if (found) requireSame(quote(label), typeOf(item), typeOf(found), this.#whence);
        throw new RangeError(`${this.#whence} has ${quote(label)}, which ${keeper}`);
      }
      (fits ? this.#loaded : this.#unexpected).add(name);
      return fits;
    });
  }

  /** Something of a parameter here that nothing in the file fits. */
  lack(label: string, name: string): void {
    if (!this.#partial) throw new RangeError(`${quote(label)} is missing in ${this.#whence}`);
    this.#missing.add(name);
  }
}

export function typeOf({ element, length }: Size): string {
  return `${length} × ${element < 4 ? (element === 2 ? "bfloat16" : "int8") : `float${8 * element}`}`;
}
