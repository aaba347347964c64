import { wsconnect } from "@nats-io/nats-core";
import { member, type Shown } from "./member.js";

/** So many rounds are in the table. */
const LISTED = 12;

const query = new URLSearchParams(location.search);
const name = query.get("name") ?? `tab-${Math.floor(1e6 * Math.random()).toString(36)}`;
const run = query.get("run") ?? "spirals";
const number = (key: string, otherwise: number) => Number(query.get(key) ?? otherwise);
const losses: number[] = [];
let leave: (() => void) | undefined;

const at = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
};
const say = (what: string) => (at("state").textContent = what);

at("name").textContent = name;
at("run").textContent = run;
at("switch").addEventListener("click", () => (leave ? leave() : void train()));
void train();

/** Takes part until the button is pressed. */
async function train(): Promise<void> {
  say("Connects …");
  try {
    const response = await fetch("config.json");
    const { websocket } = (await response.json()) as { websocket: string };
    const connection = await wsconnect({ servers: query.get("server") ?? websocket, maxReconnectAttempts: -1 });
    const { ends, stop } = member(connection, {
      name,
      run,
      every: number("every", 200),
      quorum: number("quorum", 2),
      deadline: number("deadline", 3000),
      rounds: number("rounds", Infinity),
      onShown: show,
      onLeftOut: () => {},
      onWaiting: (missing) => say(`Waits for ${missing.join(", ") || "another member"}.`),
    });
    leave = stop;
    at("switch").textContent = "Leave";
    say("Trains.");
    await ends;
    await connection.close();
    say("Has left.");
  } catch (error) {
    say(`Has stopped: ${error instanceof Error ? error.message : String(error)}`);
  }
  leave = undefined;
  at("switch").textContent = "Join";
}

function show({ round, loss, members, leftOut, digest, all }: Shown): void {
  const why = new Map(leftOut.map((left) => [left.name, `left out: ${left.reason}`]));
  const names = [...new Set([...all, ...members, ...why.keys()])].toSorted();
  const rows = names.map((each) => row([each, members.includes(each) ? "in it" : (why.get(each) ?? "not yet")]));
  at("members").replaceChildren(...rows);
  const out = leftOut.map((left) => `${left.name} (${left.reason})`).join(", ");
  at("rounds").prepend(row([String(round), loss.toFixed(4), digest, members.join(", "), out]));
  while (at("rounds").children.length > LISTED) at("rounds").lastElementChild?.remove();
  losses.push(loss);
  const most = Math.max(...losses);
  const points = losses.map((each, k) => `${(100 * k) / Math.max(1, losses.length - 1)},${30 - (29 * each) / most}`);
  at("curve").setAttribute("points", points.join(" "));
  say(`Trains: round ${round + 1}.`);
}

function row(cells: readonly string[]): HTMLElement {
  const made = document.createElement("tr");
  for (const each of cells) made.insertCell().textContent = each;
  return made;
}
