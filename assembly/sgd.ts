export function sgd(g: lanes, rate: lanes): lanes {
  return rate * g;
}
