// The names of a rule while its body is read from top to bottom: what may be called what, and what becomes of a value.

/** What the written loops use, in AssemblyScript or JavaScript, and what neither language allows. */
const TAKEN = new Set(
  `
  params grads average count scalars slots end i k length x zero mask scaleBy decayBy keepBy gainBy
  clipping adding decaying averaging adds advance advanceDecayed averages bytes clips decayMask decayed decays follow
  gradient lessDecay scalar
  load store fround lanes float v128 f32 f64 usize bool kernels wasm plain full scaled single double list pack out own carried
  options t name number arguments async await break case catch class const continue debugger default delete do else enum
  eval export extends false finally for from function if implements import in instanceof interface let new null of
  package private protected public return static super switch this throw true try type typeof undefined var void while
  with yield
`
    .trim()
    .split(/\s+/),
);

export class Names {
  /** Of each name: where its value was made, where it waits to be read, and the parameters it is made of. */
  #values = new Map();
  #words;
  #fail;

  constructor(words, fail) {
    this.#words = new Set(words);
    this.#fail = fail;
  }

  declare(node, { parameter = false, from = new Set([node.text]), compares = false, constant = false }) {
    const { text } = node;
    if (text === "p" && !parameter)
      this.#fail(node, "p is the parameter: a rule takes it after g, or has no such name");
    const plain = /^[a-z][A-Za-z0-9]*$/.test(text);
    if (!plain) this.#fail(node, `the name ${text} is not a small letter, then letters and digits`);
    // Where slot m lies is called mAt.
    const taken = this.#values.has(text) || TAKEN.has(text) || this.#words.has(text) || text.endsWith("At");
    if (taken) this.#fail(node, `the name ${text} is taken`);
    this.#values.set(text, { parameter, from, compares, constant, assigned: false, made: node, unread: node });
  }

  /** Whether it is a comparison. */
  read(node, into) {
    const value = this.#find(node);
    value.unread = undefined;
    for (const each of value.from) into.add(each);
    return value.compares;
  }

  requireAssignable(node) {
    if (node.text === "g") this.#fail(node, "g is given: a rule does not assign it");
    if (node.text === "p") this.#fail(node, "p is given: a rule that takes it returns what it becomes");
    if (this.#find(node).constant) this.#fail(node, `${node.text} is a const`);
  }

  /** A new value; the one before must have been read. */
  assign(node, from) {
    const { text } = node;
    const value = this.#find(node);
    if (value.unread && value.parameter && !value.assigned) {
      this.#fail(node, `${text} is never read before it is assigned: what no later step reads is a const`);
    }
    if (value.unread) this.#fail(value.unread, `${text} is never read before it is assigned again`);
    Object.assign(value, { from, compares: false, assigned: true, made: node, unread: node });
  }

  /** The slots and scalars of a rule whose step is made of the parameters in `into`; each must come to something. */
  parameters(into) {
    const entries = [...this.#values];
    for (const [text, { unread, parameter, assigned }] of entries) {
      if (unread && !(parameter && assigned)) this.#fail(unread, `${text} is never read`);
    }
    const slots = entries.filter(([, { parameter, assigned }]) => parameter && assigned);
    const scalars = entries.filter(
      ([text, { parameter, assigned }]) => parameter && !assigned && text !== "g" && text !== "p",
    );
    // What a slot that the step needs is made of, a later step needs.
    const needed = new Set(into);
    // What is made of p is kept for its own sake: an average of it.
    for (const [text, { from }] of slots) if (from.has("p")) needed.add(text);
    for (const name of needed) for (const each of this.#values.get(name).from) needed.add(each);
    for (const [text, { made, parameter }] of [...slots, ...entries]) {
      if (parameter && !needed.has(text)) this.#fail(made, `${text} is never read on the way to the step`);
    }
    return { slots: slots.map(([text]) => text), scalars: scalars.map(([text]) => text) };
  }

  #find(node) {
    return this.#values.get(node.text) ?? this.#fail(node, `unknown name ${node.text}`);
  }
}
