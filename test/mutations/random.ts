export type Random = () => number;

export function below(count: number, random: Random): number {
  return Math.floor(count * random());
}

export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[below(items.length, random)];
}

export function repeated<Item>(count: number, item: Item): Item[] {
  return Array<Item>(count).fill(item);
}
