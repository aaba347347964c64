import manifest from "./package.json" with { type: "json" };

type Installed = keyof (typeof manifest)["dependencies"];

/** A package of this folder. Its types are what the caller declares, so that the check needs no peer installed. */
export async function load<Module>(name: Installed): Promise<Module> {
  return (await import(name)) as Module;
}

export function versionOf(name: Installed): string {
  return manifest.dependencies[name];
}
