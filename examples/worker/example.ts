import { Refusal } from "./refusal.js";

export interface Example {
  readonly features: readonly number[];
  readonly label: 0 | 1;
}

const MAX_FEATURE = 1_000;
/** Of a body, for each feature and for the rest. */
const MAX_BYTES = 32;
const MAX_OTHERS = 4_000;

/** The example of so many features in the request's body, or a refusal that says what is wrong with it. */
export async function readExample(request: Request, count: number): Promise<Example> {
  const { features, label, ...others } = objectIn(await textOf(request, MAX_OTHERS + count * MAX_BYTES));
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Refusal(400, `unknown field ${JSON.stringify(unknown)}: an example has features and label`);
  if (label !== 0 && label !== 1) throw new Refusal(400, `label must be 0 or 1, got ${shown(label)}`);
  return { features: checked(features, count), label };
}

function checked(features: unknown, count: number): number[] {
  if (!Array.isArray(features))
    throw new Refusal(400, `features must be an array of ${count} numbers, got ${shown(features)}`);
  if (features.length !== count) throw new Refusal(400, `features must be ${count} numbers, got ${features.length}`);
  return features.map((x: unknown, i) => {
    if (typeof x === "number" && Math.abs(x) <= MAX_FEATURE) return x;
    throw new Refusal(400, `features[${i}] must be a number in [-${MAX_FEATURE}, ${MAX_FEATURE}], got ${shown(x)}`);
  });
}

async function textOf(request: Request, most: number): Promise<string> {
  const length = request.headers.get("content-length");
  if (length === null) throw new Refusal(411, "content-length is missing");
  if (Number(length) > most) throw new Refusal(413, `the body must have at most ${most} bytes, got ${length}`);
  return request.text();
}

function objectIn(text: string): Record<string, unknown> {
  const value = parsed(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Refusal(
    400,
    `the body must be a JSON object such as {"features":[1,0,0,1],"label":1}, got ${shown(value)}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `the body is not JSON: ${(error as Error).message}`);
  }
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}
