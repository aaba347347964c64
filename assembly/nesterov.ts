export function nesterov(g: lanes, v: lanes, rate: lanes, mu: lanes, ahead: lanes, direct: lanes): lanes {
  v = mu * v + rate * g;
  return ahead * v + direct * g;
}
