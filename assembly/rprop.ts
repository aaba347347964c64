export function rprop(
  g: lanes,
  prev: lanes,
  size: lanes,
  shrink: lanes,
  grow: lanes,
  least: lanes,
  most: lanes,
): lanes {
  const turn = g * prev;
  const factor = select(turn > zero, grow, select(turn < zero, shrink, all(1) + turn));
  size = min(max(size * factor, least), most);
  prev = select(turn < zero, zero, g);
  return -sign(prev) * size;
}
