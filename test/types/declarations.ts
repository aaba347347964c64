import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A declaration by its place: "dist/optimizer.d.ts#Optimizer". */
type Place = string;

interface Declarations {
  /** Name → text, without comments and strings. */
  readonly own: ReadonlyMap<string, string>;
  /** Names of `own` that are not exported, and what a class extends or a type is written with: no interfaces, no classes. */
  readonly hidden: ReadonlySet<string>;
  /** Looked up when asked for: two files may import from each other. */
  readonly imported: ReadonlyMap<string, () => Place>;
  readonly exported: ReadonlyMap<string, Place>;
}

/** The declarations of the package's entries: entry → file. */
export function entries(): [entry: string, file: string][] {
  const text = readFileSync(`${root}package.json`, "utf8");
  const { exports } = JSON.parse(text) as { exports: Record<string, { types?: string }> };
  return Object.entries(exports).flatMap(([entry, { types }]) => (types ? [[entry, posix.join(types)]] : []));
}

/** What the entries export, by its place. */
export function publicPlaces(): Set<Place> {
  return new Set(entries().flatMap(([, file]) => [...declarationsOf(file).exported.values()]));
}

/** The types of this package that a declaration names, by their places. */
export function namedBy(place: Place, within: ReadonlySet<Place> = new Set()): Place[] {
  const [file, name] = place.split("#");
  const { own, hidden, imported } = declarationsOf(file);
  const text = own.get(name);
  if (text === undefined) throw new Error(`${place} is not declared`);
  const inline = [...text.matchAll(/import\("([^"]+)"\)\.(\w+)/g)].map(([, path, type]) => originOf(file, path, type));
  const bare = text.replaceAll(/import\("[^"]+"\)\.\w+/g, "").replaceAll(/"[^"]*"/g, "");
  const names = [...new Set(bare.match(/\b[A-Z]\w*/g))].filter((each) => each !== name);
  const named = names.flatMap((each) => {
    const inner = `${file}#${each}`;
    if (hidden.has(each)) return within.has(inner) ? [] : namedBy(inner, new Set([...within, place]));
    return own.has(each) ? [`${file}#${each}`] : (imported.get(each)?.() ?? []);
  });
  return [...inline, ...named];
}

const known = new Map<string, Declarations>();

function declarationsOf(file: string): Declarations {
  const found = known.get(file) ?? parse(file);
  known.set(file, found);
  return found;
}

function parse(file: string): Declarations {
  const text = readFileSync(root + file, "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  const own = new Map<string, string>();
  const hidden = new Set<string>();
  const [imported, exported] = [new Map<string, () => Place>(), new Map<string, Place>()];
  for (const statement of text.split(/^(?=export|import|declare|type|interface|class|abstract)/m)) {
    const [, visible, kind, name] = DECLARED.exec(statement) ?? [];
    if (name !== undefined) {
      own.set(name, statement);
      if (visible) exported.set(name, `${file}#${name}`);
      else if (kind === "const" || kind === "type") hidden.add(name);
      continue;
    }
    const [, verb, list, path] = TAKEN.exec(statement) ?? [];
    if (verb === undefined) continue;
    const all = () => [...declarationsOf(resolved(file, path)).exported.keys()];
    // `type` before a name says nothing here; `there as here` is one name there and another here.
    const listed = [...list.matchAll(/(?:type\s+)?(\w+)(?:\s+as\s+(\w+))?/g)].map(([, there, here]) => [
      there,
      here ?? there,
    ]);
    const names = list === "*" ? all().map((each) => [each, each]) : listed;
    for (const [there, here] of names) {
      if (verb === "import") imported.set(here, () => originOf(file, path, there));
      else exported.set(here, originOf(file, path, there));
    }
  }
  return { own, hidden, imported, exported };
}

const DECLARED = /^(export\s+)?(?:declare\s+)?(?:abstract\s+)?(class|interface|type|function|const)\s+(\w+)/;

const TAKEN = /^(import|export)\s+(?:type\s+)?(\{[^}]*\}|\*)\s+from\s+"([^"]+)"/;

/** Where what a file exports under a name is declared. */
function originOf(from: string, path: string, name: string): Place {
  const file = resolved(from, path);
  const place = declarationsOf(file).exported.get(name);
  if (place === undefined) throw new Error(`${from} takes ${name} from ${file}, which does not export it`);
  return place;
}

function resolved(from: string, path: string): string {
  const file = posix.join(posix.dirname(from), path.replace(/\.js$/, ".d.ts"));
  if (!existsSync(root + file)) throw new Error(`${from} names ${path}, which the package has not`);
  return file;
}
