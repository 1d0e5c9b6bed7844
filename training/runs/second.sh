#!/usr/bin/env bash
# From the corpora and the second stage of the first generation to the model files of the second generation.
#   second.sh CORPORA BASE FIRST OUT
# CORPORA holds polnear_train.jsonl, plv_train.jsonl, ontogum.jsonl and wh_briefings.jsonl; BASE tokenizer.json; FIRST
# is the output folder of first.sh. The first stage here saw 896 of the texts, the second all of them.
set -euo pipefail
corpora=$1 base=$2 first=$3 out=$4
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
export PYTHONPATH="$here/../src:$here"
own=(--own corpora/dispatches --standoff corpora/standoff.jsonl --standoff-texts "$corpora/wh_briefings.jsonl" --own-repeat 3
  --ontogum "$corpora/ontogum.jsonl" --disguise 0.6 --dropout 0.15 --epochs 5 --tokens 2048 --rate 1e-4 --head-rate 8e-4)
python train.py all --tokenizer "$base/tokenizer.json" --start "$first/all/last.pt" "${own[@]}" \
  --polnear "$corpora/polnear_train.jsonl" --polnear-share 0.15 --out "$out/all"
python train.py all --tokenizer "$base/tokenizer.json" --start "$out/all/last.pt" "${own[@]}" \
  --polnear "$corpora/polnear_train.jsonl" --polnear-share 0.12 --plv "$corpora/plv_train.jsonl" --plv-repeat 2 --out "$out/relation"
python export_onnx.py "$out/relation/last.pt" --tokenizer "$base/tokenizer.json" --out "$out/model"
python make_manifest.py "$out/model" --version 2
python choose_thresholds.py "$out/model" --own corpora/dispatches --polnear "$corpora/polnear_dev.jsonl" --temperature 0.75 --out "$out/settings.json"
python make_manifest.py "$out/model" --version 2 --settings "$out/settings.json"
