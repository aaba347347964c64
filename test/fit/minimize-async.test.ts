import { expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { minimize, minimizeAsync } from "../../src/fit/index.js";

const bowl = ({ x, y }: { x: number; y: number }) => ({
  value: (x - 3) ** 2 + (y + 1) ** 2,
  grads: { x: 2 * (x - 3), y: 2 * (y + 1) },
});

it("minimizeAsync goes the way of minimize", async () => {
  const [params, others] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  const result = await minimizeAsync(async (at) => bowl(at), params, new Adam({ lr: 0.1 }));
  expect(result).toEqual(minimize(bowl, others, new Adam({ lr: 0.1 })));
  expect(result.params).toBe(params);
});

it("minimizeAsync takes an objective that returns no promise, and waits for onIteration", async () => {
  const onIteration = async ({ iteration }: { iteration: number }) => iteration < 4;
  const result = await minimizeAsync(bowl, { x: 0, y: 0 }, new SGD(), { onIteration });
  expect(result).toMatchObject({ reason: "callback", iterations: 4 });
});

it("minimizeAsync puts the parameters back when the promise is rejected", async () => {
  const params = { x: 0, y: 0 };
  let calls = 0;
  const failing = async (at: typeof params) => {
    if (++calls === 3) throw new Error("no more data");
    return bowl(at);
  };
  await expect(minimizeAsync(failing, params, new SGD({ lr: 0.1 }))).rejects.toThrow("no more data");
  expect([calls, params]).toEqual([3, { x: 0, y: 0 }]);
});

it("minimizeAsync rejects what minimize throws for", async () => {
  await expect(minimizeAsync(async () => 5 as never, { x: 1 }, new SGD())).rejects.toThrow(
    "what valueAndGrad returns must be { value, grads } or [value, grads], got 5 at iteration 0",
  );
});
