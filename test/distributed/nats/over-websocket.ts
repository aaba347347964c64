import { wsconnect } from "@nats-io/nats-core";
import { bitsOf, Member } from "./members.js";

// A member in a process of its own, over a WebSocket: to round 4. Prints its weights' bits.
const [, , server, run] = process.argv;
const connection = await wsconnect({ servers: server });
const member = await Member.join({ servers: server, connection, run, name: "web", quorum: 2, shard: 2 });
await member.trainTo(4);
await member.rounds.leave();
await connection.close();
console.log(bitsOf(member.rounds.params));
