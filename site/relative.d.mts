export function makeRelative(folder: string): void;
export function deadLinks(folder: string): string[];
