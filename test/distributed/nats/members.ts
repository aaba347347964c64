import { connect } from "@nats-io/transport-node";
import type { NatsConnection } from "@nats-io/nats-core";
import { AdamW, SGD } from "../../../src/index.js";
import { Rounds, type LeftOut, type Round, type RoundsOptions } from "../../../src/distributed/nats/index.js";
import type { AnyOptimizer } from "../../../src/distributed/nats/index.js";
import { batches, Classes, fresh, type Net } from "./problem.js";

export const EVERY = 20;
export const data = new Classes(7);

/** Nesterov's momentum outside, as DiLoCo has it. */
export function diloco(): SGD {
  return new SGD({ lr: 0.7, momentum: 0.9, nesterov: true });
}

export interface Given extends Partial<RoundsOptions> {
  readonly servers: string;
  readonly name: string;
  readonly model?: Net;
  readonly inner?: AnyOptimizer;
  readonly outer?: AnyOptimizer;
  readonly connection?: NatsConnection;
  /** Which rows are its own. */
  readonly shard?: number;
}

/** What is given beside the options. */
const PLACES = ["servers", "connection"];

/** A member with a connection of its own, and what it was told. */
export class Member {
  readonly leftOut: LeftOut[] = [];
  readonly heard: Round[] = [];
  /** The weights' bits after each round that it has ended, by the next round's number. */
  readonly bits = new Map<number, string>();
  readonly rounds: Rounds<Net>;
  readonly #batch: () => number[];

  private constructor(
    public connection: NatsConnection,
    { model = fresh(), inner, outer, shard = 0, ...given }: Given,
  ) {
    const options = Object.fromEntries(Object.entries(given).filter(([key]) => !PLACES.includes(key)));
    this.rounds = new Rounds(connection, inner ?? new AdamW({ lr: 0.02 }), outer ?? diloco(), model, {
      every: EVERY,
      deadline: 1500,
      onLeftOut: (left) => this.leftOut.push(left),
      onRound: (round) => this.heard.push(round),
      name: given.name,
      ...options,
    });
    this.#batch = batches(shard, 8);
  }

  static async connect(given: Given): Promise<Member> {
    return new Member(given.connection ?? (await dial(given.servers)), given);
  }

  static async join(given: Given): Promise<Member> {
    const member = await Member.connect(given);
    await member.rounds.join();
    return member;
  }

  async step(): Promise<void> {
    const { rounds } = this;
    const { round } = rounds;
    const batch = this.#batch();
    data.lossAndGrads(rounds.params, batch, rounds.grads);
    await rounds.step({ rows: batch.length });
    if (rounds.round !== round) this.bits.set(rounds.round, bitsOf(rounds.params));
  }

  /** Steps until it is in this round. */
  async trainTo(round: number): Promise<void> {
    while (this.rounds.round < round) await this.step();
  }

  /** Who it was told of, and why. */
  get reasons(): string[] {
    return this.leftOut.map(({ name, reason }) => `${name}: ${reason}`);
  }
}

export function dial(servers: string): Promise<NatsConnection> {
  return connect({ servers, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
}

export function bitsOf({ W, b }: Net): string {
  return [new Uint32Array(Float32Array.from(W).buffer), new BigUint64Array(Float64Array.from(b).buffer)].join();
}
