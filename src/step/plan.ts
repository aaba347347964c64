import { ACCUMULATED } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Span } from "../memory/span.js";
import type { Found } from "../model/maps.js";
import { memoryOf, reachesInto, type Ranges } from "../model/overlap.js";
import { Sparse } from "../model/sparse.js";
import { LEAF, Node, STILL, type Item, type Fields } from "../model/tree.js";
import { holdsNumbers, isFloats, takesNumber, takesNumbers } from "../model/values.js";
import type { Floats, Numbers } from "../numbers.js";
import { GRAD_RESIDENT, PARAM_RESIDENT, type Binding } from "./binding.js";
import { join, Move } from "./move.js";

/** A parameter that stays as it is, with what it was when the plan was made. */
export type Still = Found & Item;

/** What an update of a known model does. */
export class Plan {
  readonly spans: readonly Span[];
  /** Whether it is kept for later updates. */
  kept = false;
  /** Whether its maps can be told by a loop over them. */
  recognisable = true;
  /** A model that stays what it is, if the plan's parameters are of one. */
  frozen: object | undefined;
  /** Whether an array has become another since the gradients were last held against all of them. */
  #rebound = false;
  #move: Move;
  #closing: Move | undefined;

  constructor(
    /** Of what moves, in the model's order. */
    readonly bindings: readonly Binding[],
    /** Tensors not seen before, until the update is certain. */
    readonly added: Tensor[] = [],
    /** The memory of the caller's parameters. */
    readonly moved: Ranges = new Map(),
    /** How the model is walked; none of one from `allocate`, which is known by identity. */
    readonly root?: Node,
    /** What stays as it is, by name. */
    readonly staying: ReadonlyMap<string, Still> = new Map(),
    /** Of what moves and of what stays, in the model's order. */
    readonly names: readonly string[] = bindings.map(({ name }) => name),
  ) {
    this.spans = [...new Set(bindings.map(({ tensor }) => tensor.span))];
    // What may fail, for want of memory or code, comes before the first write.
    for (const { rows, tensor } of bindings) rows?.prepare(tensor);
    this.#move = new Move(bindings);
  }

  /** Its step by the gradients given. */
  get move(): Move {
    if (this.#move.isSplit) this.#move = new Move(this.bindings);
    return this.#move;
  }

  /** Counts parameters together that have come to the same count of steps. */
  join(): void {
    if (join(this.#move.clocks, this.bindings)) this.#move = new Move(this.bindings);
  }

  /** Its step by the gradients accumulated. */
  get closing(): Move {
    if (this.#closing === undefined || this.#closing.isSplit) this.#closing = new Move(this.bindings, ACCUMULATED);
    return this.#closing;
  }

  /**
   * Whether these models are the plan's: the same names in the same order, with values of the same kinds. An array that
   * is another takes the place of the one before, where `rebinds`; else it makes the models strangers. All else about
   * them was checked when the plan was made, but for what may have changed since.
   */
  takes(params: Fields, grads: Fields, rebinds: boolean): boolean {
    const root = this.root as Node;
    const taken = (params === this.frozen || this.#takesParams(root, params, rebinds)) && this.#takesGrads(root, grads);
    if (taken) this.#rebound = false;
    return taken;
  }

  /** Whether it moves these parameters in this order, by gradients of the same kind. */
  isOf(bindings: readonly Binding[]): boolean {
    const same = ({ tensor, kind, rows }: Binding, k: number) =>
      tensor === bindings[k].tensor && kind === bindings[k].kind && !rows === !bindings[k].rows;
    return bindings.length === this.bindings.length && this.bindings.every(same);
  }

  #takesParams(node: Node, params: Fields, rebinds: boolean): boolean {
    const { items } = node;
    if (Object(params) !== params || Object.getPrototypeOf(params) !== node.prototype) return false;
    node.holder = params;
    let k = 0;
    if (node.isList) {
      while (k < items.length && this.#takesItem(items[k], params, params[k], rebinds)) k++;
      return k === items.length && params.length === k;
    }
    for (const key in params) {
      const item = items[k];
      const given = params[key];
      if (item === undefined || item.key !== key) {
        if (node.passesOver(given)) continue;
        return false;
      }
      if (!this.#takesItem(item, params, given, rebinds)) return false;
      k++;
    }
    return k === items.length;
  }

  #takesItem(item: Item, holder: Fields, given: unknown, rebinds: boolean): boolean {
    if (item.is === LEAF) return this.#takesParam(item as Binding, holder, given, rebinds);
    if (item instanceof Node) return this.#takesParams(item, given as Fields, rebinds);
    const { param } = item as Still;
    return given === param || (typeof given === "number" && typeof param === "number");
  }

  #takesParam(binding: Binding, holder: Fields, given: unknown, rebinds: boolean): boolean {
    if (binding.scalar) {
      if (typeof given !== "number" || !takesNumber(holder, binding.key, given)) return false;
      binding.param[0] = given;
      return true;
    }
    if (given !== binding.param && !(rebinds && this.#rebind(binding, given))) return false;
    const { param } = binding;
    return param.length === binding.tensor.length && holdsNumbers(param) && takesNumbers(param);
  }

  /** Puts another array of the same kind in a parameter's place, if it lies in memory of its own. */
  #rebind(binding: Binding, given: unknown): boolean {
    const { tensor, param, kind } = binding;
    const isList = Array.isArray(param);
    if (kind & PARAM_RESIDENT || isResident(given, tensor)) return false;
    if (isList ? !Array.isArray(given) : !isLike(given, param as Floats)) return false;
    const next = given as Numbers;
    if (next.length !== tensor.length || !takesNumbers(next, Infinity)) return false;
    if (tensor.length > 0 && !this.#movesTo(binding, next)) return false;
    binding.param = next;
    this.#rebound = true;
    return true;
  }

  /** Notes that the parameter lies in the array's memory, if nobody else does. */
  #movesTo(binding: Binding, array: Numbers): boolean {
    const { moved } = this;
    const memory = memoryOf(array);
    // Once rebound it is known to have its memory for itself.
    const ranges = binding.alone ?? moved.get(memoryOf(binding.param));
    if (ranges?.length !== 1 || moved.has(memory)) return false;
    const range = ranges[0] as { memory: unknown; begin: number; end: number };
    moved.delete(range.memory);
    moved.set(memory, ranges);
    range.memory = memory;
    range.begin = Array.isArray(array) ? 0 : array.byteOffset;
    range.end = range.begin + (Array.isArray(array) ? 1 : array.length * binding.tensor.element);
    binding.alone = ranges;
    return true;
  }

  /** In the order of the gradients as far as it is that of the parameters: 3 ns each, by name 18. */
  #takesGrads(node: Node, grads: Fields): boolean {
    const { items } = node;
    let k = 0;
    if (!node.isList)
      for (const key in grads) {
        const item = items[k];
        if (item !== undefined && item.key === key && this.#takesItsGrad(item, grads[key])) k++;
      }
    while (k < items.length && this.#takesItsGrad(items[k], grads?.[items[k].key])) k++;
    return k === items.length && Object.getPrototypeOf(grads) === node.gradsPrototype;
  }

  #takesItsGrad(item: Item, given: unknown): boolean {
    if (item.is === LEAF) {
      const binding = item as Binding;
      return (given === binding.grad && (binding.kind & GRAD_RESIDENT) !== 0) || this.#takesGrad(binding, given);
    }
    if (item.is === STILL) return given === null;
    return given === null ? (item as Node).isStill : this.#takesGrads(item as Node, given as Fields);
  }

  /** Whether an array has elements that are a parameter's. */
  #moves(array: Numbers): boolean {
    return this.moved.has(memoryOf(array)) && reachesInto(this.moved, array);
  }

  /** Whether a gradient is what it was, or another of the same kind, as a training makes at each step; that takes its place. */
  #takesGrad(binding: Binding, given: unknown): boolean {
    const { tensor, grad, rows } = binding;
    if (rows !== undefined) {
      if (!(given instanceof Sparse)) return false;
      rows.take(given);
      return true;
    }
    if (binding.scalarGrad) {
      if (typeof given !== "number") return false;
      grad[0] = given;
      return true;
    }
    if (given !== grad) {
      if (binding.kind & GRAD_RESIDENT || given === tensor.resident?.grad) return false;
      const alike = Array.isArray(grad) ? Array.isArray(given) : isLike(given, grad) || isFloats(given);
      if (!alike || this.#moves(given as Numbers)) return false;
      binding.grad = given as Numbers;
    } else if (this.#rebound && grad !== binding.param && this.#moves(grad)) return false;
    return binding.grad.length === tensor.length && holdsNumbers(binding.grad);
  }
}

function isResident(given: unknown, { resident }: Tensor): boolean {
  return resident !== undefined && (given === resident.param || given === resident.grad);
}

/** Whether it is a typed array of the same class: 10 ns sooner than to ask for its tag. */
function isLike(given: unknown, array: Floats): boolean {
  return ArrayBuffer.isView(given) && Object.getPrototypeOf(given) === Object.getPrototypeOf(array);
}
