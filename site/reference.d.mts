export function readable(text: string, file: string, optimizers: string): string;
