import { load, type Peer } from "./peer.js";

type Tensor = { readonly data: number[]; children: Tensor[]; operation: unknown; readonly m: Tensor; readonly v: Tensor };
type Adam = new (params: Tensor[], lr: number, reg: number, betas: number[], eps: number) => { step(): void };
type Torch = { tensor(values: number[], requiresGrad?: boolean): Tensor; readonly optim: { readonly Adam: Adam } };

export async function pytorch(): Promise<Peer> {
  const { torch } = await load<{ torch: Torch }>("js-pytorch");
  return {
    optimizers: ["adam"],
    remarks: "number[]; its moments keep every step's history in memory, 60 bytes per parameter and step: cut after each step here",
    make(_, initial, { lr, beta1, beta2, eps }) {
      const params = initial.map((values) => torch.tensor(Array.from(values), true));
      const optimizer = new torch.optim.Adam(params, lr, 0, [beta1, beta2], eps);
      return {
        feed: (grads) => grads.forEach((values, k) => Object.assign(params[k], { _grad: torch.tensor(Array.from(values)) })),
        step() {
          optimizer.step();
          for (const param of params) {
            param.children = [];
            param.m.operation = null;
            param.v.operation = null;
          }
        },
        read: () => params.map(({ data }) => data),
      };
    },
  };
}
