import { expect, it } from "vitest";
import { AdaDelta, Adadelta, AdaGrad, Adagrad, RMSProp, RMSprop } from "../src/index.js";

it("PyTorch's spelling names the same classes", () => {
  expect([Adagrad, RMSprop, Adadelta]).toEqual([AdaGrad, RMSProp, AdaDelta]);
  expect(new RMSprop()).toBeInstanceOf(RMSProp);
});
