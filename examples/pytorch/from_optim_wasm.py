"""A file of `save(optimizer)` as the state_dict of a torch optimizer.

    python from_optim_wasm.py optimizer.safetensors checkpoint.pt continued.pt

The checkpoint, {"model": ..., "optimizer": ...}, says which parameters each param group has; it may come from an
optimizer that has made no step. A value that a schedule drives is not in the file: the checkpoint's stays.
"""

import json
import sys

import torch
from safetensors import safe_open
from to_optim_wasm import DTYPES, OPTIONS, kind_of, slots_of, unknown


def from_optim_wasm(path, state_dict, parameters, *, names=None):
    """Returns the state_dict and the averages, name -> tensor, where the file has some."""
    with safe_open(path, "pt") as file:
        about = file.metadata()
        tensors = {key: file.get_tensor(key) for key in file.keys()}
    if (about.get("format"), about.get("version")) != ("optim-wasm", "2"):
        raise ValueError(f"{path} is no file of optim-wasm, version 2: load an older one there, and save it")
    kind, lengths, steps, options = about["optimizer"], *(json.loads(about[key]) for key in ("parameters", "steps", "options"))
    if about["microSteps"] != "0":
        unknown("a step that is accumulated in part")
    if len(options) != len(state_dict["param_groups"]):
        raise ValueError(f"{len(options)} sets of options for {len(state_dict['param_groups'])} param groups")
    for template in state_dict["param_groups"]:
        if kind_of(template) != kind:
            raise ValueError(f"the file is of {kind}, the param group of {kind_of(template)}")
    # A group has what it leaves out from the base.
    groups = [with_options(template, {**options[0], **own}) for template, own in zip(state_dict["param_groups"], options)]
    state, averages = {}, {}
    for group in groups:
        for k, index in enumerate(group["params"]):
            name = group["param_names"][k] if "param_names" in group else names[index]
            like = parameters[name]
            if lengths.get(name) != [DTYPES[like.dtype], like.numel()]:
                raise ValueError(f"{name} is {DTYPES[like.dtype]} of {like.numel()}, in the file {lengths.get(name)}")
            own = {theirs: tensors[f"state.{name}.{slot}"].reshape(like.shape) for slot, theirs in slots_of(kind, groups).items()}
            if kind != "SGD":
                own["step"] = torch.tensor(float(steps[name]))
            # torch's Adagrad alone has state before its first step.
            if own and (steps[name] > 0 or kind == "AdaGrad"):
                state[index] = own
            if f"state.{name}.ema" in tensors:
                averages[name] = tensors[f"state.{name}.ema"].reshape(like.shape)
    return {"state": state, "param_groups": groups}, averages


def with_options(template, given):
    if given.get("epsMode", "corrected") != "corrected":
        unknown("epsMode")
    group = dict(template)
    group |= {key: given[ours] for ours, key in {**OPTIONS, "nesterov": "nesterov"}.items() if given.get(ours) is not None}
    if "betas" in group:
        betas = (given["beta1"], given["beta2"])
        group["betas"] = tuple(old if new is None else new for new, old in zip(betas, group["betas"]))
    decoupled, coupled = given.get("weightDecay", 0.0), given.get("l2", 0.0)
    if decoupled is None or coupled is None:  # a schedule's
        return group
    if (decoupled and coupled) or (decoupled or coupled and "betas" in group) and bool(decoupled) != group.get("decoupled_weight_decay", False):
        unknown("weightDecay is torch.optim.AdamW's alone, l2 every other's")
    group["weight_decay"] = decoupled or coupled
    return group


if __name__ == "__main__":
    source, template, target = sys.argv[1:]
    checkpoint = torch.load(template)
    checkpoint["optimizer"], _ = from_optim_wasm(source, checkpoint["optimizer"], checkpoint["model"])
    torch.save(checkpoint, target)
