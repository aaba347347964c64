#!/bin/bash
# The digits network as a Slurm job, which goes on by itself when it is requeued or sent again.
#
#   npm ci && npm run build && npm run cluster     on a disk that all nodes see
#   srun --mpi=list                                pmix must be there
#   sbatch examples/cluster/slurm.sh               from the checkout; more epochs: sbatch examples/cluster/slurm.sh --epochs 6
#   tail -f digits-JOB.log
#
# What to see is what stands in main.ts. `scontrol requeue JOB`, a node that fails, or `sbatch` once more: it says "from
# out/cluster/step-000000160, 4 files" and goes on. `sbatch -n 8 …` goes on with eight ranks.
#SBATCH --job-name=digits
#SBATCH --output=digits-%j.log
#SBATCH --open-mode=append
#SBATCH --ntasks=4
#SBATCH --cpus-per-task=1
#SBATCH --time=00:10:00
#SBATCH --requeue
set -euo pipefail

# Where modules are in use, those of Node and of an Open MPI with PMIx: module load nodejs openmpi

# Without --kill-on-bad-exit the ranks that are left wait for their time limit.
srun --mpi=pmix --kill-on-bad-exit=1 node examples/cluster/out/main.js --folder out/cluster "$@"
