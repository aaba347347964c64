export function definitions(entry: object): Readonly<Record<string, object>>;
