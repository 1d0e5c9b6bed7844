#!/usr/bin/env bash
# From the corpora to the model files of the first generation.
#   first.sh CORPORA BASE OUT
# CORPORA holds polnear_train.jsonl, plv_train.jsonl and wh_briefings.jsonl; BASE model.safetensors and tokenizer.json.
set -euo pipefail
corpora=$1 base=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
own=(--own corpora/dispatches --standoff corpora/standoff.jsonl --standoff-texts "$corpora/wh_briefings.jsonl")
python train.py attribution --tokenizer "$base/tokenizer.json" --base "$base/model.safetensors" \
  --polnear "$corpora/polnear_train.jsonl" --out "$out/attribution" --epochs 5 --tokens 2560 --rate 1.5e-4
python train.py all --tokenizer "$base/tokenizer.json" --start "$out/attribution/last.pt" "${own[@]}" --own-repeat 4 \
  --polnear "$corpora/polnear_train.jsonl" --polnear-share 0.25 --out "$out/all" --epochs 5 --tokens 2048 --rate 1e-4 --head-rate 1e-3
python train.py all --tokenizer "$base/tokenizer.json" --start "$out/all/last.pt" "${own[@]}" --own-repeat 4 \
  --plv "$corpora/plv_train.jsonl" --plv-repeat 2 --polnear "$corpora/polnear_train.jsonl" --polnear-share 0.12 \
  --out "$out/relation" --epochs 4 --tokens 2048 --rate 1e-4 --head-rate 1e-3
python export_onnx.py "$out/relation/last.pt" --tokenizer "$base/tokenizer.json" --out "$out/model"
# PLV by cross-validation: from the second stage, which has not seen PLV.
python cross_validate.py --plv "$corpora/plv_train.jsonl" --start "$out/all/last.pt" --tokenizer "$base/tokenizer.json" \
  --out "$out/cv" -- --epochs 6 --tokens 1024 --rate 8e-5 --head-rate 6e-4
python make_manifest.py "$out/model" --version 1
python choose_thresholds.py "$out/model" --own corpora/dispatches --out "$out/settings.json"
python make_manifest.py "$out/model" --version 1 --settings "$out/settings.json"
