// What each rank runs in the tests, whatever the engine: the default export of a module for `threads`, called by others.

const TYPES = [Float32Array, Float64Array, Uint8Array];
/** Longer than all slots of a mailbox, and than MPI's pieces: once; an odd number of bytes elsewhere. */
const LONG = { Float32Array: 90_001, Float64Array: 600_001, Uint8Array: 300_001 };

export default async function main(collective, { scenario, ...rest }) {
  return scenarios[scenario](collective, rest);
}

const scenarios = { exchanges, wrong, losing };

/** All kinds of blocks; the faults that were found, and the received bytes' digest. */
async function exchanges(collective) {
  const { rank, size } = collective;
  const faults = [];
  const seen = { digest: 2166136261 };
  for (const Type of TYPES) {
    for (let round = 0; round < 4; round++) {
      const send = ranks(size).map((to) => filled(Type, lengthOf(Type, round, rank, to), rank, to));
      const receive = ranks(size).map((from) => vacant(Type, lengthOf(Type, round, from, rank)));
      await collective.allToAll(send, receive);
      receive.forEach((block, from) => look(block, from, rank, `allToAll ${Type.name} ${round} from ${from}`));
    }
    for (let round = 0; round < 4; round++) {
      const receive = ranks(size).map((from) => vacant(Type, lengthOf(Type, round, from, 0)));
      // In some rounds its own block is where it is received.
      const send = round % 2 ? receive[rank] : filled(Type, receive[rank].length, rank, 0);
      fill(send, rank, 0);
      await collective.allGather(send, receive);
      receive.forEach((block, from) => look(block, from, 0, `allGather ${Type.name} ${round} from ${from}`));
    }
  }
  // Two under way at once, where exchanges are promises.
  const [given, taken] = [filled(Uint8Array, 5, rank, 0), ranks(size).map(() => vacant(Uint8Array, 5))];
  const [sent, received] = [
    ranks(size).map((to) => filled(Float32Array, 3, rank, to)),
    ranks(size).map(() => new Float32Array(3)),
  ];
  await Promise.all([collective.allGather(given, taken), collective.allToAll(sent, received)]);
  taken.forEach((block, from) => look(block, from, 0, `the first of two from ${from}`));
  received.forEach((block, from) => look(block, from, rank, `the second of two from ${from}`));
  return { faults, digest: seen.digest };

  function look(block, from, to, title) {
    const expected = filled(block.constructor, block.length, from, to);
    if (block.some((value, k) => value !== expected[k])) faults.push(title);
    const bytes = new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
    // Not each of very many.
    for (let k = 0; k < bytes.length; k += 1 + (k >> 10))
      seen.digest = Math.imul(seen.digest ^ bytes[k], 16777619) >>> 0;
  }
}

function ranks(size) {
  return Array.from({ length: size }, (_, k) => k);
}

/** Uneven, some of them empty, one long. */
function lengthOf(Type, round, from, to) {
  if (round === 3 && from === 0 && to < 2) return LONG[Type.name];
  return ((from * 7 + to * 11 + round * 5) % 4) * ((from + 2 * to + round) % 3);
}

function vacant(Type, length) {
  // Bytes begin at an odd place.
  const at = Type === Uint8Array ? 3 : Type.BYTES_PER_ELEMENT;
  return new Type(new ArrayBuffer(at + length * Type.BYTES_PER_ELEMENT), at, length);
}

function filled(Type, length, from, to) {
  return fill(vacant(Type, length), from, to);
}

function fill(block, from, to) {
  for (let k = 0; k < block.length; k++) block[k] = (from * 31 + to * 17 + k * 7) % 251;
  return block;
}

/** Blocks that do not fit each other; what each rank hears, before and after. */
async function wrong(collective, { method, lengths, types = ["Float32Array", "Float32Array"] }) {
  const { rank, size } = collective;
  const Types = types.map((name) => globalThis[name]);
  const sent = ranks(size).map((to) => new Types[0](rank === 0 && to === 1 ? lengths[0] : 0));
  const taken = ranks(size).map((from) => new Types[1](rank === 1 && from === 0 ? lengths[1] : 0));
  if (method === "order" && rank === 1) return heardOf(() => collective.allGather(new Float32Array(1), ones(size)));
  if (method === "order") return heardOf(() => collective.allToAll(ones(size), ones(size)));
  return heardOf(() => collective.allToAll(sent, taken));
}

function ones(size) {
  return ranks(size).map(() => new Float32Array(1));
}

/** One rank is lost in the third exchange; the others write down what they hear. */
async function losing(collective, { rank, how, heard, limit }) {
  const exchange = () => collective.allGather(new Float32Array([collective.rank]), ones(collective.size));
  for (let k = 0; k < 2; k++) await exchange();
  if (collective.rank === rank) return await ways[how](collective);
  const begun = performance.now();
  const errors = [await heardOf(exchange), await heardOf(exchange)];
  const milliseconds = performance.now() - begun;
  // Another thread's memory, where there is one; the error ends the threads.
  if (heard) heard[collective.rank] = errors.every((error) => error.name === "RankLost") ? errors[0].rank : -1;
  if (limit) throw errors[0].error;
  return { ...errors[0], again: errors[1].message, milliseconds };
}

const ways = {
  fail: () => {
    throw new RangeError("no more data");
  },
  exit: () => process.exit(3),
  close: (collective) => collective.close(),
  kill: () => process.kill(process.pid, "SIGKILL"),
  // Launchers continue what is stopped, before they end it.
  stop: () => process.kill(process.pid, "SIGSTOP") && ways.hang(),
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  leave: () => process.exit(0),
};

async function heardOf(act) {
  try {
    await act();
    return { name: "nothing" };
  } catch (error) {
    return { name: error.name, message: error.message, rank: error.rank, error };
  }
}
