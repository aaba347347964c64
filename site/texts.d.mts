interface Page {
  readonly file: string;
  readonly text: string;
}

export function listOf(readme: string, pages: readonly Page[]): string;
export function wholeOf(readme: string, pages: readonly Page[]): string;
export function descriptionOf(text: string): string;
