"""Runs begun in one library and finished in the other, beside the same run in PyTorch alone.

    pip install torch==2.13.0 safetensors numpy && python demo.py
"""

import json
import subprocess
import tempfile
from pathlib import Path

import torch
from from_optim_wasm import from_optim_wasm
from to_optim_wasm import DTYPES, to_optim_wasm

HERE = Path(__file__).parent
STEPS = 50
KINDS = {
    "adamw": lambda weights, biases: torch.optim.AdamW([{"params": weights}, {"params": biases, "lr": 0.02, "weight_decay": 0.0}], lr=0.01, weight_decay=0.1),
    "sgd": lambda weights, biases: torch.optim.SGD([{"params": weights}, {"params": biases, "lr": 0.1, "weight_decay": 0.0}], lr=0.05, momentum=0.9, weight_decay=0.1),
}
"""The same as in finish.ts."""


class Run:
    def __init__(self, kind):
        random = torch.Generator().manual_seed(1)
        dtypes = {"layer1.weight": torch.float64, "layer1.bias": torch.float32, "layer2.weight": torch.float32, "layer2.bias": torch.float64}
        draw = lambda dtype: (torch.rand(4, 3, generator=random, dtype=torch.float32) * 2 - 1).to(dtype)
        self.params = {name: torch.nn.Parameter(draw(dtype)) for name, dtype in dtypes.items()}
        self.target = {name: draw(dtype) for name, dtype in dtypes.items()}
        self.curvature = {name: draw(dtype).abs() for name, dtype in dtypes.items()}
        self.kind = kind
        split = [[(name, p) for name, p in self.params.items() if name.endswith("bias") == bias] for bias in (False, True)]
        self.optimizer = KINDS[kind](*split)

    def in_torch(self, steps):
        for _ in range(steps):
            for name, p in self.params.items():
                p.grad = self.curvature[name] * (p.detach() - self.target[name])
            self.optimizer.step()

    def in_javascript(self, steps, folder):
        """By way of the two files."""
        state, model = folder / "optimizer.safetensors", folder / "model.json"
        if self.optimizer.state:
            to_optim_wasm(self.optimizer.state_dict(), self.params, state, iterations=STEPS)
        content = {}
        for name, p in self.params.items():
            parts = {"values": p.detach(), "target": self.target[name], "curvature": self.curvature[name]}
            content[name] = {"dtype": DTYPES[p.dtype], **{key: value.flatten().tolist() for key, value in parts.items()}}
        model.write_text(json.dumps(content))
        subprocess.run(["npx", "tsx", str(HERE / "finish.ts"), self.kind, str(steps), str(state), str(model)], check=True)
        for name, parameter in json.loads(model.read_text()).items():
            with torch.no_grad():
                self.params[name].copy_(torch.tensor(parameter["values"], dtype=self.params[name].dtype).reshape(4, 3))
        self.optimizer.load_state_dict(from_optim_wasm(state, self.optimizer.state_dict(), self.params)[0])


def difference(one, other, dtype):
    return max(float((p - other.params[name]).detach().abs().max()) for name, p in one.params.items() if p.dtype == dtype)


def main():
    for kind in KINDS:
        alone, finished, returned = Run(kind), Run(kind), Run(kind)
        alone.in_torch(2 * STEPS)
        finished.in_torch(STEPS)
        with tempfile.TemporaryDirectory() as folder:
            finished.in_javascript(STEPS, Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            returned.in_javascript(STEPS, Path(folder))
        returned.in_torch(STEPS)
        for way, run in {"begun in PyTorch": finished, "begun here": returned}.items():
            apart = [f"{difference(run, alone, dtype):.1e} in {name}" for name, dtype in {"float32": torch.float32, "float64": torch.float64}.items()]
            print(f"{kind}, {way}, {STEPS} + {STEPS} steps: at most {', '.join(apart)} from {2 * STEPS} steps of PyTorch")


main()
