/** A number of so many digits at most, with a minus as long as a plus is wide. */
export function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count))).replaceAll("-", "−");
}
