export function adagrad(g: lanes, h: lanes, rate: lanes, inside: lanes, outside: lanes): lanes {
  h += g * g;
  return (rate * g) / (sqrt(h + inside) + outside);
}
