/** Writes the probabilities; returns log Σ exp(score), from which minus the label's score is the cross-entropy. */
export function softmax(scores: Float64Array, probabilities: Float64Array): number {
  const top = Math.max(...scores);
  let total = 0;
  for (let k = 0; k < scores.length; k++) total += Math.exp(scores[k] - top);
  const logTotal = top + Math.log(total);
  for (let k = 0; k < scores.length; k++) probabilities[k] = Math.exp(scores[k] - logTotal);
  return logTotal;
}
