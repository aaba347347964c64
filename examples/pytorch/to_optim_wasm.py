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
SLOTS = {"SGD": {"b": "momentum_buffer"}, "AdaGrad": {"h": "sum"}, "RMSProp": {"h": "square_avg"}, "Adam": {"m": "exp_avg", "v": "exp_avg_sq"}}
OPTIONS = {"lr": "lr", "momentum": "momentum", "dampening": "dampening", "decayRate": "alpha", "eps": "eps", "maximize": "maximize"}
UNKNOWN = ["amsgrad", "centered", "lr_decay"]
"""What the file has no word for."""


def to_optim_wasm(state_dict, parameters, path, *, names=None, iterations=None, averages=None):
    """`names`: the parameters in torch's order, where the groups have no param_names. `iterations`: for schedules, where
    torch counts no steps. `averages`: name -> tensor, such as dict(averaged.module.named_parameters())."""
    groups = state_dict["param_groups"]
    kind = kind_of(groups[0])
    slots = slots_of(kind, groups)
    tensors, lengths, steps = {}, {}, {}
    for group in groups:
        for k, index in enumerate(group["params"]):
            name = group["param_names"][k] if "param_names" in group else names[index]
            parameter, state = parameters[name], state_dict["state"].get(index, {})
            lengths[name] = [DTYPES[parameter.dtype], parameter.numel()]
            begun = any(state.get(theirs) is not None for theirs in slots.values())
            # What has state has made a step, also where torch does not count it.
            steps[name] = int(state.get("step", max(1, iterations or 0) if begun else 0))
            for slot, theirs in slots.items():
                value = state.get(theirs)
                value = torch.zeros_like(parameter) if value is None else value
                tensors[f"state.{name}.{slot}"] = value.detach().flatten().clone()
            if averages is not None:
                tensors[f"state.{name}.ema"] = averages[name].detach().flatten().clone()
    if iterations is None:
        iterations = 0 if kind == "SGD" else max(steps.values())
    options = [options_of(kind, group, groups[0]) for group in groups]
    if kind == "SGD":
        options[0]["nesterov"] = groups[0]["nesterov"]
    content = {"parameters": lengths, "steps": steps, "options": options, "schedules": [{} for _ in groups]}
    about = {"format": "optim-wasm", "version": "2", "optimizer": kind, "iterations": str(iterations), "skipped": "0", "microSteps": "0"}
    save_file(tensors, path, {**about, **{key: json.dumps(value) for key, value in content.items()}})


def kind_of(group):
    if "betas" in group and "amsgrad" in group:
        return "Adam"
    if "dampening" in group:
        return "SGD"
    return "AdaGrad" if "lr_decay" in group else "RMSProp" if "centered" in group else unknown("its class")


def slots_of(kind, groups):
    return SLOTS[kind] if kind != "SGD" or any(group["momentum"] for group in groups) else {}


def options_of(kind, group, first):
    for key in [*UNKNOWN, *(["momentum"] if kind == "RMSProp" else [])]:
        if group.get(key):
            unknown(key)
    if group.get("nesterov") != first.get("nesterov"):
        unknown("param groups with nesterov and without")
    used = [key for key in OPTIONS if OPTIONS[key] in group and not (key == "momentum" and kind == "RMSProp")]
    out = {key: group[OPTIONS[key]] if key == "maximize" else float(group[OPTIONS[key]]) for key in used}
    if kind == "Adam":
        out |= {"beta1": group["betas"][0], "beta2": group["betas"][1], "epsMode": "corrected"}
    coupled = not group.get("decoupled_weight_decay", False)
    return {**out, "weightDecay": 0.0 if coupled else group["weight_decay"], "l2": group["weight_decay"] if coupled else 0.0}


def unknown(what):
    raise ValueError(f"the two libraries have no common form of this: {what}")


if __name__ == "__main__":
    checkpoint = torch.load(sys.argv[1])
    to_optim_wasm(checkpoint["optimizer"], checkpoint["model"], sys.argv[2])
