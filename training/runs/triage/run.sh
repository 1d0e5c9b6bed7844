#!/bin/sh
# The weights of the triage: training/runs/triage/run.sh CORPORA, the folder of the public corpora as JSON Lines.
set -e
cd "$(dirname "$0")/../.."
python triage.py --polnear-train "$1/polnear_train.jsonl" --polnear-dev "$1/polnear_dev.jsonl" --ontogum "$1/ontogum.jsonl" \
  --briefings "$1/wh_briefings.jsonl" --out ../src/communique/archive/steps/triage.npz | tee runs/triage/log.txt
