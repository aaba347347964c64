"""The state of a torch optimizer as a file for `load(optimizer, bytes)`.

    python to_optim_wasm.py checkpoint.pt optimizer.safetensors

The checkpoint holds {"model": model.state_dict(), "optimizer": optimizer.state_dict()}, the optimizer made with
`named_parameters()`; its first param group is the base, each further one the next of `groups`.
"""

import json
import sys

import torch
from safetensors.torch import save_file

DTYPES = {torch.float32: "F32", torch.float64: "F64"}
VELOCITY = {"v": "momentum_buffer"}
MOMENTS = {"m": "exp_avg", "v": "exp_avg_sq"}
SLOTS = {"SGD": {}, "Momentum": VELOCITY, "Nesterov": VELOCITY, "AdaGrad": {"h": "sum"}, "RMSProp": {"h": "square_avg"}, "Adam": MOMENTS}
OPTIONS = {"lr": "lr", "momentum": "momentum", "decayRate": "alpha", "eps": "eps"}
UNKNOWN = ["maximize", "amsgrad", "centered", "dampening", "lr_decay"]
"""What the file has no word for."""


def to_optim_wasm(state_dict, parameters, path, *, names=None, iterations=None, averages=None):
    """`names`: the parameters in torch's order, where the groups have no param_names. `iterations`: for SGD, which does
    not count its steps. `averages`: name -> tensor, such as dict(averaged.module.named_parameters())."""
    groups = state_dict["param_groups"]
    kind = kind_of(groups[0])
    tensors, lengths, steps = {}, {}, set()
    for group in groups:
        for k, index in enumerate(group["params"]):
            name = group["param_names"][k] if "param_names" in group else names[index]
            parameter, state = parameters[name], state_dict["state"].get(index, {})
            lengths[name] = [DTYPES[parameter.dtype], parameter.numel()]
            steps.add(int(state.get("step", 0)) if kind not in ("SGD", "Momentum", "Nesterov") else iterations or 0)
            for slot, theirs in SLOTS[kind].items():
                value = state.get(theirs)
                value = torch.zeros_like(parameter) if value is None else value
                # torch multiplies by the rate when it moves the parameter, ours is within the velocity.
                value = -group["lr"] * value if theirs == "momentum_buffer" else value
                tensors[f"state.{name}.{slot}"] = value.detach().flatten().clone()
            if averages is not None:
                tensors[f"state.{name}.ema"] = averages[name].detach().flatten().clone()
    if len(steps) != 1:
        raise ValueError(f"parameters of different step counts: {sorted(steps)}")
    content = {"parameters": lengths, "options": [options_of(kind, group) for group in groups], "schedules": [{} for _ in groups]}
    about = {"format": "optim-wasm", "version": "1", "optimizer": kind, "iterations": str(steps.pop()), "skipped": "0", "microSteps": "0"}
    save_file(tensors, path, {**about, **{key: json.dumps(value) for key, value in content.items()}})


def kind_of(group):
    if "betas" in group and "amsgrad" in group:
        return "Adam"
    if "dampening" in group:
        return "Nesterov" if group["nesterov"] else "Momentum" if group["momentum"] else "SGD"
    return "AdaGrad" if "lr_decay" in group else "RMSProp" if "centered" in group else unknown("its class")


def options_of(kind, group):
    for key in [*UNKNOWN, *(["momentum"] if kind == "RMSProp" else [])]:
        if group.get(key):
            unknown(key)
    used = [key for key in OPTIONS if OPTIONS[key] in group and not (key == "momentum" and kind in ("SGD", "RMSProp"))]
    out = {key: float(group[OPTIONS[key]]) for key in used}
    if kind == "Adam":
        out |= {"beta1": group["betas"][0], "beta2": group["betas"][1], "epsMode": "corrected"}
    if kind == "Nesterov":
        out["form"] = "bengio"
    coupled = not group.get("decoupled_weight_decay", False)
    return {**out, "weightDecay": 0.0 if coupled else group["weight_decay"], "l2": group["weight_decay"] if coupled else 0.0}


def unknown(what):
    raise ValueError(f"the two libraries have no common form of this: {what}")


if __name__ == "__main__":
    checkpoint = torch.load(sys.argv[1])
    to_optim_wasm(checkpoint["optimizer"], checkpoint["model"], sys.argv[2])
