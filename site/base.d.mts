export const BASE: string;
