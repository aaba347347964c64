export interface Row {
  readonly name: string;
  readonly version: string;
  readonly backend: string;
  readonly digest: string | undefined;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export const header = columns("runtime", "version", "backend", "digest", "seconds", "");

export function line({ name, version, backend, digest, seconds, problems }: Row): string {
  return columns(name, version, backend, digest ?? "–", seconds.toFixed(1), problems.length === 0 ? "ok" : "FAILED");
}

function columns(
  name: string,
  version: string,
  backend: string,
  digest: string,
  seconds: string,
  verdict: string,
): string {
  return `${name.padEnd(34)} ${version.padEnd(16)} ${backend.padEnd(7)} ${digest.padEnd(16)} ${seconds.padStart(7)}  ${verdict}`;
}
