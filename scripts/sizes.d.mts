export interface Weight {
  raw: number;
  gzip: number;
  brotli: number;
}
export function sizes(): Promise<Record<string, Weight>>;
export function bundled(contents: string): Promise<string>;
