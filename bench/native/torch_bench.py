"""Times optimizers of PyTorch, and DeepSpeed's Adam where it installs: one request per line of JSON in, one answer out."""

import json
import os
import sys
import time

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # What libraries print must not reach the answers.

import torch

FORMS = {
    "for-loop": {"foreach": False},
    "foreach": {"foreach": True},
    "fused": {"fused": True},
}
CLASSES = {
    "sgd": [("SGD", torch.optim.SGD, {})],
    "momentum": [("SGD momentum", torch.optim.SGD, {"momentum": 0.9})],
    "nesterov": [("SGD nesterov", torch.optim.SGD, {"momentum": 0.9, "nesterov": True})],
    "adagrad": [("Adagrad", torch.optim.Adagrad, {})],
    "rmsprop": [("RMSprop", torch.optim.RMSprop, {})],
    "adam": [("Adam", torch.optim.Adam, {}), ("AdamW", torch.optim.AdamW, {})],
}


def deepspeed_adam():
    from deepspeed.ops.adam import DeepSpeedCPUAdam

    DeepSpeedCPUAdam([torch.nn.Parameter(torch.zeros(64))])
    return DeepSpeedCPUAdam


def makers(name):
    """Label and constructor of every form that this version of PyTorch has."""
    made = {}
    for title, kind, options in CLASSES.get(name, []):
        for form, switch in FORMS.items():
            try:
                kind([torch.nn.Parameter(torch.zeros(4))], lr=1e-3, **options, **switch)
            except (TypeError, RuntimeError):
                continue
            made[f"{title} {form}"] = lambda params, kind=kind, given={**options, **switch}: kind(params, lr=1e-3, **given)
    if name == "adam" and deepspeed is not None:
        made["DeepSpeed CPUAdam"] = lambda params: deepspeed(params, lr=1e-3, adamw_mode=False)
    return made


def opened(name, tensors, length):
    """Every form with its own state on the same parameters and gradients."""
    torch.manual_seed(1)
    params = [torch.nn.Parameter(signed(length)) for _ in range(tensors)]
    for param in params:
        param.grad = signed(length)
    return {label: make(params) for label, make in makers(name).items()}


def signed(length):
    return (torch.rand(length) + 0.1) * (torch.randint(0, 2, (length,)) * 2 - 1)


def timed(optimizer, threads, repeat):
    torch.set_num_threads(threads)
    begin = time.perf_counter_ns()
    for _ in range(repeat):
        optimizer.step()
    return time.perf_counter_ns() - begin


def answer(value):
    print(json.dumps(value), file=answers, flush=True)


try:
    deepspeed, refusal = deepspeed_adam(), ""
except Exception as error:
    deepspeed, refusal = None, str(error).splitlines()[0] if str(error) else type(error).__name__

answer({"torch": torch.__version__, "deepspeed": refusal or __import__("deepspeed").__version__, "runs": not refusal})
optimizers = {}
for line in sys.stdin:
    request = json.loads(line)
    if "open" in request:
        optimizers = {}
        optimizers = opened(request["open"], request["tensors"], request["length"])
        answer(list(optimizers))
    else:
        answer(timed(optimizers[request["form"]], request["threads"], request["repeat"]))
