import library = require("optim-wasm");
import checkpoint = require("optim-wasm/checkpoint");
import fit = require("optim-wasm/fit");
import schedules = require("optim-wasm/schedules");
import state = require("optim-wasm/state");
import torch = require("optim-wasm/torch");
import tfjs = require("optim-wasm/tfjs");
import threads = require("optim-wasm/threads");

const adam: library.Optimizer = new library.Adam({ lr: schedules.constant({ value: 0.1 }) });
export const file: checkpoint.Bytes = checkpoint.save(adam);
export const copy: state.Snapshot = state.snapshot(adam);
export const dict: torch.StateDict = torch.stateDict(adam);
export const start = threads.ThreadPool.start;
export const named: typeof tfjs.tfOptimizer.named = tfjs.tfOptimizer.named;
export const lbfgs: fit.Walker = new fit.LBFGS();
