"""Times optimizers of PyTorch, and DeepSpeed's Adam where it installs: a request per line of JSON in, an answer out."""

import json
import os
import sys
import time

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # What libraries print must not reach the answers.

import torch
from torch.optim import SGD, Adagrad, Adam, AdamW, RMSprop

FORMS = {"for-loop": {"foreach": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}
CLASSES = {
    "sgd": [("", SGD, {})],
    "momentum": [("", SGD, {"momentum": 0.9})],
    "nesterov": [("", SGD, {"momentum": 0.9, "nesterov": True})],
    "adagrad": [("", Adagrad, {})],
    "rmsprop": [("", RMSprop, {})],
    "adam": [("", Adam, {}), ("AdamW ", AdamW, {})],
}
try:
    import deepspeed
    from deepspeed.ops.adam import DeepSpeedCPUAdam

    DeepSpeedCPUAdam([torch.nn.Parameter(torch.zeros(64))])
    version = deepspeed.__version__
except Exception as error:
    version = f"absent ({(str(error) or type(error).__name__).splitlines()[0]})"


def opened(name, tensors, length):
    """Every form that this version of PyTorch has, with its own state on the same parameters and gradients."""
    torch.manual_seed(1)
    params = [torch.nn.Parameter(signed(length)) for _ in range(tensors)]
    for param in params:
        param.grad = signed(length)
    made = {}
    for title, kind, options in CLASSES.get(name, []):
        for form, switch in FORMS.items():
            try:
                made[title + form] = kind(params, lr=1e-3, **options, **switch)
            except (TypeError, RuntimeError):
                continue
    if name == "adam" and not version.startswith("absent"):
        made["DeepSpeed CPUAdam"] = DeepSpeedCPUAdam(params, lr=1e-3, adamw_mode=False)
    return made


def signed(length):
    return (torch.rand(length) + 0.1) * (torch.randint(0, 2, (length,)) * 2 - 1)


def timed(optimizer, threads, repeat):
    torch.set_num_threads(threads)
    begin = time.perf_counter_ns()
    for _ in range(repeat):
        optimizer.step()
    return time.perf_counter_ns() - begin


optimizers = {}
print(json.dumps({"torch": torch.__version__, "deepspeed": version}), file=answers, flush=True)
for request in map(json.loads, sys.stdin):
    if "open" in request:
        optimizers.clear()  # Before others are made: their memory is free for those.
        optimizers = opened(request["open"], request["tensors"], request["length"])
        answer = list(optimizers)
    else:
        answer = timed(optimizers[request["form"]], request["threads"], request["repeat"])
    print(json.dumps(answer), file=answers, flush=True)
